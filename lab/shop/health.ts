import type { Mode } from "./mode.ts";

/** How one dependency answered. */
export type Check = { readonly ok: boolean; readonly ms: number; readonly error?: string };

/** What /healthz says. */
export type Health = { readonly ok: boolean; readonly mode: Mode; readonly side: string; readonly checks: Readonly<Record<string, Check>> };

/** A look at one dependency. */
export type Ping = () => Promise<void>;

const limitMs = 1000;

async function withinLimit(ping: Ping): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([ping(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function check(ping: Ping): Promise<Check> {
  const start = performance.now();
  const ms = () => Math.round(performance.now() - start);
  try {
    await withinLimit(ping);
    return { ok: true, ms: ms() };
  } catch (error) {
    return { ok: false, ms: ms(), error: error instanceof Error ? error.message : String(error) };
  }
}

/** Asks every dependency at the same time, each for a second at most. */
export async function checks(pings: Readonly<Record<string, Ping>>): Promise<Readonly<Record<string, Check>>> {
  return Object.fromEntries(await Promise.all(Object.entries(pings).map(async ([name, ping]) => [name, await check(ping)] as const)));
}

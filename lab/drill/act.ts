import { LabError } from "../lab-error.ts";

/** Says each act of a rehearsal as it begins and ends, with how long it took and how long it should take. */
export type Act = <T>(title: string, expectedSeconds: number, work: () => Promise<T>) => Promise<T>;

const SILENCE_SECONDS = 15;

/** An `Act` that keeps time from its making, and a `say` beside it; an act silent for a quarter of a minute says that it is still on. */
export function keepTime(print: (line: string) => void, now: () => number = Date.now): { readonly act: Act; readonly say: (line: string) => void } {
  const begun = now();
  let heardAt = begun;
  const since = (from: number) => (now() - from) / 1000;
  const stamp = () => `${since(begun).toFixed(0).padStart(4)} s`;
  const say = (line: string) => {
    heardAt = now();
    print(line);
  };
  const act: Act = async (title, expectedSeconds, work) => {
    const from = now();
    say(`${stamp()}  ${title} (about ${expectedSeconds} s)`);
    const tick = setInterval(() => {
      if (since(heardAt) >= SILENCE_SECONDS) say(`${stamp()}  ... ${title}: ${since(from).toFixed(0)} of about ${expectedSeconds} s`);
    }, 1000);
    try {
      return await work();
    } finally {
      clearInterval(tick);
      say(`${stamp()}    ${since(from).toFixed(1)} s for ${title}`);
    }
  };
  return { act, say };
}

/** Waits until `look` finds something, asking every `everySeconds`; gives up with a message that says what was awaited. */
export async function waitFor<T>(
  what: string,
  limits: { readonly withinSeconds: number; readonly everySeconds: number; readonly next: string },
  look: () => Promise<T | undefined>,
): Promise<T> {
  const until = Date.now() + limits.withinSeconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new LabError(`${what}: nothing after ${limits.withinSeconds} s`, "the rehearsal cannot go on without it", limits.next);
    await new Promise((resolve) => setTimeout(resolve, limits.everySeconds * 1000));
  }
}

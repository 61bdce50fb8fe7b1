import { z } from "zod";
import { FailoverError } from "../core/errors.ts";
import type { Settings } from "../core/settings.ts";
import type { Clock } from "../ports.ts";
import { jsonIn } from "../core/json-in.ts";
import { retryAfterSeconds } from "../core/store-fault.ts";

const TIMEOUT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 30;
/** Between tries, for answers that another try may better: too many calls, a fault on their side, no answer. */
const WAITS_SECONDS = [1, 2, 4, 8, 16];

type Answer = { readonly status: number; readonly retryAfterSeconds: number | undefined; readonly body: unknown };
type NoAnswer = { readonly failed: string };

/** Calls the API, tries again where that can help, and returns only what the API itself calls a success. */
export const cloudflareCall =
  (zone: Pick<Settings["cloudflare"], "endpoint" | "token">, clock: Clock) =>
  async (method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> => {
    for (let tried = 1; ; tried += 1) {
      const answer = await ask(zone, method, path, body);
      if (!("failed" in answer) && isSuccess(answer)) return answer.body;
      const wait = WAITS_SECONDS[tried - 1];
      if (wait === undefined || !mayPass(answer)) throw refusal(method, path, answer, tried);
      await clock.sleep(Math.max(wait, Math.min(("failed" in answer ? undefined : answer.retryAfterSeconds) ?? 0, LONGEST_WAIT_SECONDS)));
    }
  };

async function ask({ endpoint, token }: Pick<Settings["cloudflare"], "endpoint" | "token">, method: string, path: string, body: unknown): Promise<Answer | NoAnswer> {
  try {
    const response = await fetch(`${endpoint.replace(/\/$/, "")}${path}`, {
      method,
      headers: { authorization: `Bearer ${token.reveal()}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    });
    const text = await response.text();
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
    return { status: response.status, retryAfterSeconds: retryAfterSeconds(header("retry-after"), header("date")), body: jsonIn(text) };
  } catch (error) {
    return { failed: reason(error) };
  }
}

const envelope = z.object({ success: z.boolean(), errors: z.array(z.object({ code: z.number(), message: z.string() })).default([]) });

const isSuccess = ({ status, body }: Answer): boolean => status >= 200 && status < 300 && envelope.safeParse(body).data?.success === true;

const mayPass = (answer: Answer | NoAnswer): boolean => "failed" in answer || answer.status === 429 || answer.status >= 500;

function refusal(method: string, path: string, answer: Answer | NoAnswer, tries: number): FailoverError {
  const call = `${method} ${path}`;
  if ("failed" in answer) return new FailoverError("DNS_PROVIDER_SILENT", { call, reason: answer.failed, tries });
  const errors = envelope.safeParse(answer.body).data?.errors ?? [];
  return new FailoverError("DNS_PROVIDER_REFUSED", { call, status: answer.status, errors: errors.map(({ code, message }) => `${message} (${code})`) });
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT_SECONDS} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** How often one token has called, and until when it is shut out. */
export type Calls = { readonly since: number; readonly count: number; readonly blockedUntil: number };

const limit = 1200;
const windowMs = 5 * 60 * 1000;

/**
 * Counts a call: 1,200 in five minutes are let through, then every call is refused for the next five minutes.
 * https://developers.cloudflare.com/fundamentals/api/reference/limits/
 */
export function countCall(calls: Calls | undefined, nowMs: number): { readonly calls: Calls; readonly allowed: boolean } {
  if (calls && nowMs < calls.blockedUntil) return { calls, allowed: false };
  const current = calls && nowMs - calls.since < windowMs ? calls : { since: nowMs, count: 0, blockedUntil: 0 };
  const count = current.count + 1;
  const allowed = count <= limit;
  return { calls: { ...current, count, blockedUntil: allowed ? 0 : nowMs + windowMs }, allowed };
}

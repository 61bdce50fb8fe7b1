import { isExpected } from "../../core/errors.ts";
import { unknown } from "../../core/ready/finding.ts";
import type { Finding } from "../../core/readiness.ts";
import type { Clock } from "../../ports.ts";
import type { Check, Eyes } from "./check.ts";

/** Looks with every check at once; one that fails or takes too long is "unknown" and keeps nobody else from speaking. */
export async function look(checks: readonly Check[], eyes: Eyes, clock: Pick<Clock, "sleep">): Promise<readonly Finding[]> {
  return (await Promise.all(checks.map((check) => lookOnce(check, eyes, clock)))).flat();
}

async function lookOnce(check: Check, eyes: Eyes, clock: Pick<Clock, "sleep">): Promise<readonly Finding[]> {
  const { id, limitSeconds } = check;
  const enough = new AbortController();
  const outOfTime = clock.sleep(limitSeconds, enough.signal).then(() => [unknown(id, `no answer within ${limitSeconds} s`, "type the same command again")]);
  try {
    return await Promise.race([check.look(eyes), outOfTime]);
  } catch (error) {
    if (isExpected(error)) return [unknown(id, error.advice.what, error.advice.next)];
    return [unknown(id, `the check itself failed: ${error instanceof Error ? error.message : String(error)}`, "'failover ready --debug', and report it")];
  } finally {
    enough.abort();
    outOfTime.catch(() => undefined);
  }
}

import { isExpected, type Code, type FailoverError } from "../../core/errors.ts";
import { unknown } from "../../core/ready/finding.ts";
import type { Finding } from "../../core/readiness.ts";
import type { Clock } from "../../ports.ts";
import type { Check, Eyes } from "./check.ts";

/** A look's findings, or what kept it from seeing anything. */
type Looked = { readonly id: string } & ({ readonly findings: readonly Finding[] } | { readonly trouble: FailoverError });

/** A store's troubles: whoever else wanted something of it met the same. */
const ofTheStore: readonly Code[] = ["STORE_SILENT", "NOT_THE_STORE", "STORE_NOT_SIGNED_IN", "STORE_ELSEWHERE"];

/** What one trouble is known by, whoever meets it. */
const sameness = ({ code, advice }: FailoverError): string => (ofTheStore.includes(code) ? code : `${code} ${advice.what}`);

/** Looks with every check at once; one that fails or takes too long is "unknown" and keeps nobody else from speaking. One trouble is told once, and the others who met it refer to it. */
export async function look(checks: readonly Check[], eyes: Eyes, clock: Pick<Clock, "sleep">): Promise<readonly Finding[]> {
  const looked = await Promise.all(checks.map((check) => lookOnce(check, eyes, clock)));
  const first = new Map<string, string>();
  return looked.flatMap((one) => {
    if ("findings" in one) return one.findings;
    const { id, trouble } = one;
    const told = first.get(sameness(trouble));
    if (told !== undefined) return [unknown(id, `could not be looked at, for the same reason as '${told}'`, `what '${told}' says`)];
    first.set(sameness(trouble), id);
    return [unknown(id, trouble.advice.what, trouble.advice.next)];
  });
}

async function lookOnce(check: Check, eyes: Eyes, clock: Pick<Clock, "sleep">): Promise<Looked> {
  const { id, limitSeconds } = check;
  const enough = new AbortController();
  const outOfTime = clock.sleep(limitSeconds, enough.signal).then((): Looked => ({ id, findings: [unknown(id, `no answer within ${limitSeconds} s`, "type the same command again")] }));
  try {
    return await Promise.race([check.look(eyes).then((findings): Looked => ({ id, findings })), outOfTime]);
  } catch (error) {
    if (isExpected(error)) return { id, trouble: error };
    return { id, findings: [unknown(id, `the check itself failed: ${error instanceof Error ? error.message : String(error)}`, "'failover ready --debug', and report it")] };
  } finally {
    enough.abort();
    outOfTime.catch(() => undefined);
  }
}

import pLimit from "p-limit";
import type { Check, Verdict } from "./check.ts";

/** The sum over all checks. */
export type Totals = { readonly passed: number; readonly failed: number };

/** Runs all checks, at most `atOnce` at a time: a line for each as it ends, its output only when something failed. */
export async function runChecks(checks: readonly Check[], atOnce: number, say: (line: string) => void): Promise<Totals> {
  const limit = pLimit(atOnce);
  const verdicts = await Promise.all(
    checks.map((check) =>
      limit(async () => {
        const begun = performance.now();
        const verdict = await check.run().catch(died);
        say(summary(check.title, verdict, (performance.now() - begun) / 1000));
        if (verdict.failed > 0) say(verdict.output.trimEnd().replaceAll(/^/gm, "       "));
        return verdict;
      }),
    ),
  );
  return {
    passed: verdicts.reduce((sum, { passed }) => sum + passed, 0),
    failed: verdicts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** A check that could not be carried out has not held. */
const died = (error: unknown): Verdict => ({ passed: 0, failed: 1, output: error instanceof Error ? error.message : String(error) });

function summary(title: string, { passed, failed }: Verdict, seconds: number): string {
  const count = passed + failed > 1 ? (failed > 0 ? `  ${failed} of ${passed + failed} failed` : `  ${passed}`) : "";
  return `${failed > 0 ? "FAILED" : "ok    "} ${title}${count}  (${seconds.toFixed(1)} s)`;
}

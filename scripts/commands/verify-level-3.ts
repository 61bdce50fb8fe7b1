import { isExpected } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { refusal } from "../core/refusal.ts";
import type { Outcome } from "../pipeline/verify/level.ts";
import type { Level3 } from "../pipeline/verify/run-level-3.ts";
import type { World } from "../world.ts";

const machines: Readonly<Record<Level3["machine"], string | undefined>> = {
  removed: undefined,
  "not made": undefined,
  kept: "The machine is still up, as you asked, with a copy of the customers' data; the next verification removes it.",
  left: "The machine may still be up, with a copy of the customers' data; the next verification removes it.",
};

/** Tells what level 3 found, what became of its machine, and what kept it from either. */
export function tellLevel3({ outcome, machine, problem, stopped }: Level3, tell: (outcome: Outcome) => ExitCode, { debug }: { readonly debug: boolean }, { operator }: World): ExitCode {
  const code = outcome === undefined ? Exit.failed : tell(outcome);
  const left = machines[machine];
  if (left !== undefined) operator.say(left);
  if (isExpected(problem)) operator.say(refusal(problem, debug));
  else if (problem !== undefined) throw problem;
  if (problem !== undefined) return Exit.failed;
  return stopped ? Exit.stopped : code;
}

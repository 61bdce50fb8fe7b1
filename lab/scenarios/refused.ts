import type { Operator } from "../drill/operator.ts";
import { unwrapped } from "../drill/unwrapped.ts";
import { expectThat } from "./scenario.ts";

const REFUSED = 3;

type Refusal = { readonly exitCode?: number; readonly says: readonly RegExp[] };

/** Types a command that the kit must refuse, with this exit code and all of this in its words; returns these. */
export async function expectRefused(operator: Operator, argv: readonly string[], { exitCode: expected = REFUSED, says }: Refusal): Promise<string> {
  const { exitCode, stderr } = await operator.operate(argv, { timeoutSeconds: 60 });
  const said = unwrapped(stderr);
  expectThat(exitCode === expected, `'${argv.join(" ")}' at the ${operator.name}'s should end with ${expected}, it ended with ${exitCode}: ${stderr}`);
  for (const words of says) expectThat(words.test(said), `'${argv.join(" ")}' at the ${operator.name}'s should say ${words}; it said: ${stderr}`);
  return said;
}

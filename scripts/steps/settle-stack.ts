import { importState } from "../core/commands/pulumi.ts";
import { FailoverError } from "../core/errors.ts";
import { settleHalfMade, type StateResource } from "../core/stack/half-made.ts";
import { readStackNotes, writeStackNotes } from "../core/stack/stack-notes.ts";
import type { Ports } from "../ports.ts";
import type { Context } from "./step.ts";
import { succeed } from "./succeed.ts";
import { readStackState } from "./read-stack-state.ts";

/** Prepares the state so that the next refresh settles what an interrupted Pulumi left half made. True if that refresh is needed. */
export async function settleStack({ shell, operator }: Ports, context: Context, stack: string): Promise<boolean> {
  const found = await readStackState(shell, context, stack);
  const { state, assumed, halfMade, unknown } = settleHalfMade(found, remembered(context));
  const [first] = unknown;
  if (first !== undefined) throw new FailoverError("HALF_MADE_UNKNOWN", { stack, urn: first.urn, name: nameOf(first) });
  if (state === undefined) return false;
  // In the journal before the state forgets that their making was cut short.
  if (halfMade.length > 0) await remember(context, halfMade);
  await succeed(shell, importState(context, stack, JSON.stringify(state)));
  operator.say(`an interrupted 'pulumi' was at work on stack ${stack}; asking the cloud about ${assumed.map(nameOf).join(", ") || "what it changed"}`);
  return true;
}

/** Whether something is remembered whose making was cut short, and of which the cloud may still change its answer. */
export const hasHalfMade = (context: Context): boolean => remembered(context).length > 0;

/** Everything is where it belongs. */
export async function forgetHalfMade(context: Context): Promise<void> {
  if (hasHalfMade(context)) await remember(context, []);
}

const remembered = ({ noted }: Context): readonly StateResource[] => readStackNotes(noted()).halfMade;

const remember = ({ noted, note }: Context, resources: readonly StateResource[]): Promise<void> =>
  note(writeStackNotes({ ...readStackNotes(noted()), halfMade: [...resources] }));

const nameOf = ({ urn }: StateResource): string => urn.split("::").at(-1) ?? urn;

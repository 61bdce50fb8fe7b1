import { FailoverError, isExpected } from "../../core/errors.ts";
import type { RdsInstance } from "../../core/rds.ts";
import { inState, type Teller } from "../../core/restore-db/deleted.ts";
import { formerGroups, isFenced } from "../../core/restore-db/former-groups.ts";
import type { Ports } from "../../ports.ts";
import type { Context } from "../step.ts";
import { readStackState } from "../read-stack-state.ts";

type Reach = Pick<Ports, "shell" | "operator">;

/** The broken database with the security groups it had before an earlier run fenced it: the new one is given these, and whoever goes back needs them. */
export async function asBeforeFence(ports: Reach, context: Context, seen: RdsInstance, fenceGroup: string | undefined): Promise<RdsInstance> {
  if (!isFenced(seen.securityGroups, fenceGroup)) return seen;
  const { identifier } = seen;
  // One that an earlier run restored, and that nobody has adopted, is known to the stack of restores alone.
  const tellers = [...(await tellersIn(ports, context, "aws", identifier)), ...(await tellersIn(ports, context, "restore", identifier))];
  const former = formerGroups(tellers, fenceGroup);
  if (former === undefined) throw new FailoverError("RDS_GROUPS_UNKNOWN", { instance: identifier, fenceGroup });
  ports.operator.say(`${identifier} was fenced by an earlier run; before that it had the security groups ${former.groups.join(", ")}, says ${former.by}`);
  return { ...seen, securityGroups: former.groups };
}

async function tellersIn({ shell }: Reach, context: Context, stack: string, identifier: string): Promise<readonly Teller[]> {
  try {
    return inState(await readStackState(shell, context, stack), identifier, stack).tellers;
  } catch (error) {
    if (!isExpected(error) || error.code === "COMMAND_STOPPED") throw error;
    return [];
  }
}

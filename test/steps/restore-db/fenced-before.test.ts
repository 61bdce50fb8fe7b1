import { describe, expect, test } from "vitest";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { readLooked } from "../../../scripts/core/restore-db/outputs.ts";
import { entryFor } from "../../../scripts/core/restore-db/restore-entry.ts";
import { lookAtDatabase } from "../../../scripts/steps/restore-db/look-at-database.ts";
import { paperRds, rdsInstance } from "../../support/paper-rds.ts";
import { awsStack, orderedShell, restoring } from "../../support/restore-db-world.ts";
import type { Answer } from "../../support/scripted-shell.ts";
import { stateWith } from "../../support/stack-state.ts";
import { portsWith } from "../../support/step-world.ts";

const INSTANCE = "aws:rds/instance:Instance";
const fenced = rdsInstance({ securityGroups: ["sg-fence"] });

/** A stack's state in which the database has these groups, as the program asked for them and as AWS told at the last refresh. */
const stateOf = (asked: readonly string[], told: readonly string[]): Answer => {
  const resource = { urn: "urn:pulumi:aws::failover-kit::aws:rds/instance:Instance::shop-database", type: INSTANCE, custom: true, inputs: { identifier: "shop-database", vpcSecurityGroupIds: asked }, outputs: { identifier: "shop-database", vpcSecurityGroupIds: told } };
  return { stdout: JSON.stringify(stateWith({ resources: [resource] })) };
};
const noState: Answer = { exitCode: 255, stderr: "error: no stack named 'restore' found" };

function look(aws: Answer, restore: Answer, seen = fenced) {
  const { shell, ran } = orderedShell(() => ({}), { "stack output": { stdout: JSON.stringify(awsStack) }, "stack export --stack aws": aws, "stack export --stack restore": restore });
  return { looked: lookAtDatabase.run(portsWith({ shell, rds: paperRds({ instances: [seen] }) }), restoring()), ran };
}

describe("a database that an earlier run has fenced", () => {
  test.each([
    ["as AWS told them before the fence", stateOf(["sg-asked"], ["sg-database"]), noState, "sg-database"],
    ["as the program asks for them, where a refresh has seen the fence", stateOf(["sg-asked"], ["sg-fence"]), noState, "sg-asked"],
    ["as the stack of restores tells, where it came from one", noState, stateOf(["sg-restored"], ["sg-restored"]), "sg-restored"],
  ])("gives its former groups to the new one, %s", async (_, aws, restore, group) => {
    const { broken } = readLooked(await look(aws, restore).looked);
    expect(entryFor(broken, { run: "r2", service: "shop", source: { pointInTime: "latest" } }).securityGroups).toEqual([group]);
  });

  test("is not replaced by one that lets nobody in: where nobody tells its groups, the run says so", async () => {
    const { looked } = look(stateOf(["sg-fence"], ["sg-fence"]), noState);
    await expect(looked).rejects.toBeInstanceOf(FailoverError);
    await expect(looked).rejects.toMatchObject({ code: "RDS_GROUPS_UNKNOWN" });
  });
});

test("of a database that still lets somebody in, no state is asked", async () => {
  const { looked, ran } = look(noState, noState, rdsInstance({ securityGroups: ["sg-fence", "sg-database"] }));
  expect(readLooked(await looked).broken.securityGroups).toEqual(["sg-fence", "sg-database"]);
  expect(ran.filter((line) => line.includes("stack export"))).toEqual([]);
});

import { describe, expect, test } from "vitest";
import { asJson } from "../../../scripts/core/restore-db/outputs.ts";
import { countBroken } from "../../../scripts/steps/restore-db/count-broken.ts";
import { lookAtDatabase } from "../../../scripts/steps/restore-db/look-at-database.ts";
import { tellLoss } from "../../../scripts/steps/restore-db/tell-loss.ts";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { keptBackup, paperRds, rdsInstance, rdsSnapshot } from "../../support/paper-rds.ts";
import { awsStack, looked, orderedShell, restoring } from "../../support/restore-db-world.ts";
import { portsWith } from "../../support/step-world.ts";

const was = rdsInstance({ status: "deleted", latestRestorableTime: undefined });
const given = (source: object) => asJson({ instance: "shop-database", source, deleted: { was, origins: { class: "the state of stack aws" } } });
const latest = { pointInTime: "latest", resourceId: "db-ABCDEFGHIJKL" };
const { shell } = orderedShell(() => ({}), { "stack output": { stdout: JSON.stringify(awsStack) } });

describe("the look at a database that was deleted", () => {
  test("keeps what others tell of it, once AWS has answered again that it knows none", async () => {
    const seen = await lookAtDatabase.run(portsWith({ shell, rds: paperRds({ instances: [] }) }), restoring({ given: given(latest) }));
    expect(seen).toMatchObject({ gone: true, broken: { identifier: "shop-database", status: "deleted", class: "db.t4g.medium" }, fenceGroup: "sg-fence" });
  });

  test("ends the run where AWS knows one again", async () => {
    await expect(lookAtDatabase.run(portsWith({ shell, rds: paperRds() }), restoring({ given: given(latest) }))).rejects.toMatchObject({ code: "RDS_INSTANCE_BACK" });
  });

  test("is no look where AWS does not answer", async () => {
    const rds = { ...paperRds(), instance: () => Promise.reject(new FailoverError("AWS_SILENT", { call: "DescribeDBInstances", endpoint: "https://rds", reason: "no answer" })) };
    await expect(lookAtDatabase.run(portsWith({ shell, rds }), restoring({ given: given(latest) }))).rejects.toMatchObject({ code: "AWS_SILENT" });
  });
});

const gone = asJson({ ...(looked as object), broken: was, gone: true });

test("nobody is asked what a deleted database holds", async () => {
  const { shell: quiet, ordered } = orderedShell(() => ({}));
  expect(await countBroken.run(portsWith({ shell: quiet }), restoring({ outputs: { "look-at-database": gone } }))).toEqual({ asked: false, because: "it is deleted" });
  expect(ordered).toEqual([]);
});

describe("what was lost with a deleted database", () => {
  const tell = async (source: object, events: readonly { readonly at: string; readonly message: string }[]) => {
    const said: string[] = [];
    const rds = paperRds({ instances: [], backups: [keptBackup(), keptBackup({ resourceId: "db-OLD", latest: "2026-11-01T00:00:00.000Z" })], snapshots: [rdsSnapshot()], events });
    const outputs = { "look-at-database": gone, "fence-database": asJson({ fenced: true, gone: true, because: "", at: "2026-11-25T01:05:00.000Z" }), "verify-database": asJson({ comparedWith: null, rowsDiffering: [] }) };
    const done = await tellLoss.run(portsWith({ rds, operator: { say: (line) => said.push(line), progress: () => undefined } }), restoring({ given: given(source), outputs }));
    return { done, said: said.join("\n") };
  };

  test("is bounded by its deletion, where AWS tells when that was; and nobody is sent back to it", async () => {
    const { done, said } = await tell(latest, [{ at: "2026-11-25T01:00:20Z", message: "DB instance deleted" }]);
    expect(done).toMatchObject({ recoveredUntil: "2026-11-25T01:00:00.000Z", writesUntil: "2026-11-25T01:00:20.000Z", lossSecondsAtMost: 20 });
    expect(said).toContain("there is no way back to it");
    expect(said).not.toMatch(/--revert|is kept/);
  });

  test.each<[string, object, readonly { readonly at: string; readonly message: string }[], number]>([
    ["the moment when it was found to be gone, where no event tells", latest, [], 300],
    ["that moment, where the event is of a later one of its name", latest, [{ at: "2026-11-25T02:00:00Z", message: "DB instance deleted" }], 300],
    ["that moment, where the event is of an earlier one of its name", latest, [{ at: "2026-11-20T01:00:00Z", message: "DB instance deleted" }, { at: "2026-11-20T02:00:00Z", message: "DB instance created" }], 300],
    ["the snapshot, where that was restored", { snapshot: "rds:shop-database-2026-11-25-00-00" }, [{ at: "2026-11-25T01:00:20Z", message: "DB instance deleted" }], 3620],
  ])("else by %s", async (_, source, events, lossSecondsAtMost) => {
    expect((await tell(source, events)).done).toMatchObject({ lossSecondsAtMost });
  });
});

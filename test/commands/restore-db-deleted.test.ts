import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Exit } from "../../scripts/core/exit.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import type { Json } from "../../scripts/core/journal.ts";
import { asJson } from "../../scripts/core/restore-db/outputs.ts";
import type { Rds } from "../../scripts/ports.ts";
import { pipelineNamed } from "../../scripts/pipeline/pipelines.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import { dataObject, keyPair, manifestOf, signed } from "../support/backups.ts";
import { memoryStore } from "../support/memory-store.ts";
import { memoryFiles } from "../support/step-world.ts";
import { keptBackup, paperRds, rdsInstance, rdsSnapshot } from "../support/paper-rds.ts";
import { looked } from "../support/restore-db-world.ts";
import { scriptedShell, type Answer } from "../support/scripted-shell.ts";
import { MemoryJournal, silentPorts, toyStep } from "../support/world.ts";

let directory: string;
beforeEach(async () => {
  directory = await projectDirectory();
  const file = join(directory, "failover.yaml");
  await writeFile(file, `${await readFile(file, "utf8")}aws: { region: eu-west-1, databaseInstance: shop-database }\n`);
});

const outputs = {
  resourceId: "db-ABCDEFGHIJKL", arn: "arn:aws:rds:eu-west-1:1:db:shop-database", address: "shop-database.c1.eu-west-1.rds.amazonaws.com", instanceClass: "db.t4g.medium", engineVersion: "17.5", storageType: "gp3",
  allocatedStorage: 40, storageEncrypted: true, multiAz: true, publiclyAccessible: false, parameterGroupName: "shop-database", dbSubnetGroupName: "shop-database", vpcSecurityGroupIds: ["sg-database"],
  iamDatabaseAuthenticationEnabled: false, backupRetentionPeriod: 14, copyTagsToSnapshot: true, autoMinorVersionUpgrade: true, monitoringInterval: 0, performanceInsightsEnabled: true,
};
const stateWith = (seen: object): Answer => ({ stdout: JSON.stringify({ deployment: { resources: [{ urn: "u", type: "aws:rds/instance:Instance", inputs: { identifier: "shop-database" }, outputs: seen }] } }) });
const noState: Answer = { exitCode: 255, stderr: "error: no stack named 'aws' found" };

type So = { readonly exported?: object; readonly state?: Answer; readonly restored?: Answer; readonly rds?: Partial<Rds>; readonly backups?: Parameters<typeof paperRds>[0] };

const exporter = keyPair();
const taken = manifestOf();

/** The newest export, signed, with what it says of its source. */
async function archiveWith(instance: object) {
  const store = memoryStore();
  const untold = { untold: "not set" };
  const text = JSON.stringify({ schema: "failover-kit/source/1", service: "shop", backup: taken.id, takenAt: taken.snapshotAt, server: { host: "h", port: 5432, version: "17.5", from: "live" }, databases: [], instance: { value: instance }, parameters: untold, application: untold, schemaVersion: untold });
  const name = `shop/${taken.id}/source.json`;
  const { bytes, signature } = signed({ ...taken, sourceFacts: { name, bytes: Buffer.byteLength(text), sha256: sha256Of(Buffer.from(text)) } }, exporter);
  await store.objects.create("shop-exports", dataObject.name, dataObject.body);
  await store.objects.create("shop-exports", name, Buffer.from(text));
  await store.objects.create("shop-exports", `shop/${taken.id}/manifest.sig`, signature);
  await store.objects.create("shop-exports", `shop/${taken.id}/manifest.json`, bytes);
  return store.objects;
}

/** The command over an AWS that knows the database no more. */
function atAws({ exported, state = stateWith(outputs), restored = noState, rds = {}, backups = { backups: [keptBackup()], snapshots: [rdsSnapshot()] } }: So = {}) {
  const seen: Json[] = [];
  const { shell } = scriptedShell({ "stack export --stack aws": state, "stack export --stack restore": restored });
  const files = memoryFiles();
  const ports = async () => {
    if (exported !== undefined) await files.write(join(directory, "keys/exporter.pub"), exporter.signer);
    return silentPorts({ journal: new MemoryJournal(), shell, files, ...(exported === undefined ? {} : { objects: await archiveWith(exported) }), rds: { ...paperRds({ instances: [], ...backups }), ...rds } });
  };
  const look = toyStep({ id: "look-at-database", run: async (_, { given }) => (seen.push(given ?? null), asJson({ ...(looked as object), gone: true })) });
  const fence = toyStep({ id: "fence-database", run: async () => ({ fenced: true, gone: true, because: "", at: "2026-11-25T01:05:00.000Z" }) });
  return { seen, failover: kit(directory, [], { outside: ports, pipeline: async (name) => ({ ...pipelineNamed(name), steps: [look, fence] }) }) };
}

describe("AWS knows the database no more", () => {
  test("the page says so, offers what AWS kept, and shows each fact of the new one with who told it", async () => {
    const { code, out } = await atAws().failover("restore-db");
    expect(code).toBe(Exit.ok);
    expect(out).toMatch(/AWS knows no database shop-database any more: it is deleted[^]*1\. the latest restorable time[^]*kept of db-ABCDEFGHIJKL[^]*2\. the newest sound snapshot[^]*Nobody can go back/);
    expect(out).toMatch(/class +db\.t4g\.medium +\(the state of stack aws\)/);
    expect(out).not.toContain("fenced and kept");
  });

  test("a program is told the same", async () => {
    const shown = JSON.parse((await atAws().failover("restore-db", "--json")).out) as { readonly likeness: readonly unknown[] };
    expect(shown).toMatchObject({ status: "deleted", choices: [{ source: { pointInTime: "latest", resourceId: "db-ABCDEFGHIJKL" } }, { source: { snapshot: rdsSnapshot().id } }] });
    expect(shown.likeness).toContainEqual({ fact: "multiAz", value: true, from: "the state of stack aws" });
  });

  test("approved, the run knows what it was; the plan shows it and its digest covers it", async () => {
    const { failover, seen } = atAws();
    const { choices } = JSON.parse((await failover("restore-db", "--json")).out) as { readonly choices: readonly { readonly digest: string }[] };
    const { code } = await failover("restore-db", "--choose", "1", "--approve", choices[0]?.digest ?? "", "--because", "somebody deleted it");
    expect(code).toBe(Exit.ok);
    expect(seen).toMatchObject([{ source: { resourceId: "db-ABCDEFGHIJKL" }, deleted: { was: { class: "db.t4g.medium" }, origins: { class: "the state of stack aws" } } }]);
    const larger = atAws({ state: stateWith({ ...outputs, instanceClass: "db.t4g.large" }) });
    expect((await larger.failover("restore-db", "--choose", "1", "--approve", choices[0]?.digest ?? "", "--because", "x")).said).toContain("PLAN_NOT_APPROVED");
    const { run } = JSON.parse((await failover("status", "--json")).out) as { readonly run: string };
    expect((await failover("restore-db", "--revert", run)).said).toMatch(/OLD_DATABASE_GONE[^]*it was deleted/);
  });

  test("what nobody tells is asked for, all of it at once, and then taken from the person", async () => {
    const { vpcSecurityGroupIds: _, instanceClass: __, ...rest } = outputs;
    const { failover } = atAws({ state: stateWith(rest) });
    const { said, code } = await failover("restore-db");
    expect(code).not.toBe(Exit.ok);
    expect(said).toMatch(/RDS_SHAPE_UNKNOWN[^]*class, securityGroups[^]*state of stack aws: it was read[^]*newest export:/);
    const { out } = await failover("restore-db", "--fact", "class=db.t4g.large", "--fact", "securityGroups=sg-1,sg-2");
    expect(out).toMatch(/class +db\.t4g\.large +\(you, by --fact\)[^]*securityGroups +sg-1, sg-2/);
    expect(out.replaceAll(/\s*\\\n\s*/g, " ")).toMatch(/--approve [0-9a-f]{12} --fact 'class=db\.t4g\.large' --fact 'securityGroups=sg-1,sg-2'/);
  });

  test("where no stack can be read, the newest export tells what it was; where its source.json is another's, it tells nothing", async () => {
    const { out } = await atAws({ state: noState, exported: rdsInstance() }).failover("restore-db");
    expect(out).toMatch(new RegExp(`class +db\\.t4g\\.medium +\\(source\\.json of export ${taken.id}\\)`));
    const { said } = await atAws({ state: noState, exported: rdsInstance({ identifier: "reports" }) }).failover("restore-db");
    expect(said).toMatch(/RDS_SHAPE_UNKNOWN[^]*it tells of reports/);
  });

  test.each<[string, So, readonly string[], string]>([
    ["a fact that is none", {}, ["--fact", "allocatedGb=much"], "FACT_UNREADABLE"],
    ["another region than the state's", { state: stateWith({ ...outputs, arn: "arn:aws:rds:eu-west-2:1:db:shop-database" }) }, [], "RDS_REGION_DIFFERS"],
    ["another account's credentials than the state's", { backups: { instances: [rdsInstance({ identifier: "staging" })] } }, [], "RDS_ACCOUNT_DIFFERS"],
    ["a name that nobody knows", { state: noState, backups: {} }, [], "RDS_INSTANCE_UNKNOWN"],
    ["silence", { rds: { instance: () => Promise.reject(new FailoverError("AWS_SILENT", { call: "DescribeDBInstances", endpoint: "https://rds", reason: "no answer" })) } }, [], "AWS_SILENT"],
  ])("refused: %s", async (_, so, args, code) => {
    expect((await atAws(so).failover("restore-db", ...args)).said).toContain(code);
  });

  test("one that an earlier run restored, and that nobody has adopted, is told by the stack of restores", async () => {
    const { out } = await atAws({ state: { stdout: JSON.stringify({ deployment: { resources: [] } }) }, restored: stateWith(outputs) }).failover("restore-db");
    expect(out).toMatch(/class +db\.t4g\.medium +\(the state of stack restore\)[^]*logExports +none +\(the state of stack restore, which lists none\)/);
  });

  test("where AWS kept a snapshot and no automated backup, the snapshot is offered, and the export beside it with its loss", async () => {
    const { out } = await atAws({ exported: rdsInstance(), backups: { snapshots: [rdsSnapshot()] } }).failover("restore-db");
    expect(out).toMatch(/1\. the newest sound snapshot[^]*loses at most[^]*kept no automated backup[^]*Outside AWS[^]*'failover plan'/);
    expect(out).toMatch(new RegExp(`${taken.id} \\(the newest\\): loses at most .* of writes`));
    expect(out).not.toContain("latest restorable time");
  });

  test("where AWS kept nothing, nothing is offered, no facts are asked for, and the export is named with the way back", async () => {
    const { failover } = atAws({ state: stateWith({ instanceClass: "db.t4g.medium" }), exported: rdsInstance({ identifier: "reports" }), backups: {} });
    const { out, code } = await failover("restore-db");
    expect(code).toBe(Exit.ok);
    expect(out).toMatch(new RegExp(`AWS can restore nothing here[^]*Outside AWS[^]*'failover plan'[^]*${taken.id} [^]*all that is left`));
    expect(out).not.toMatch(/--fact|--approve|--snapshot/);
    const shown = JSON.parse((await failover("restore-db", "--json")).out) as object;
    expect(shown).toMatchObject({ status: "deleted", choices: [], outside: { told: true, points: [{ backup: taken.id, is: ["the newest"] }] } });
    expect((await failover("restore-db", "--choose", "1", "--approve", "0123456789ab", "--because", "x")).said).toContain("CHOICE_UNKNOWN");
  });

  test("events that AWS does not tell of what it knows no more are no reason to stop", async () => {
    const rds = { events: () => Promise.reject(new FailoverError("AWS_REFUSED", { call: "DescribeEvents", code: "DBInstanceNotFound", text: "no" })) };
    expect((await atAws({ rds }).failover("restore-db")).code).toBe(Exit.ok);
  });
});

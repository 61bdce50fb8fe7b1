import { beforeEach, expect, test } from "vitest";
import { Exit } from "../../scripts/core/exit.ts";
import type { Json } from "../../scripts/core/journal.ts";
import { pipelineNamed } from "../../scripts/pipeline/pipelines.ts";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Step } from "../../scripts/steps/step.ts";
import type { World } from "../../scripts/world.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import type { RdsInstance } from "../../scripts/core/rds.ts";
import { paperRds, rdsInstance, rdsSnapshot } from "../support/paper-rds.ts";
import { awsStack, looked, restored } from "../support/restore-db-world.ts";
import { MemoryJournal, silentPorts, toyStep } from "../support/world.ts";

let directory: string;
beforeEach(async () => {
  directory = await projectDirectory();
  const file = join(directory, "failover.yaml");
  await writeFile(file, `${await readFile(file, "utf8")}aws: { region: eu-west-1, databaseInstance: shop-database }\n`);
});

const fence: Json = { fenced: true, because: "it lets nobody in", at: "2026-11-25T01:05:00.000Z" };

/** The command over an RDS on paper; the kinds of run are the real ones, their steps toys. */
function atAws(steps: readonly Step[] = [toyStep({ id: "look-at-database", run: async () => looked }), toyStep({ id: "fence-database", run: async () => fence })], back: readonly Step[] = [toyStep({ id: "point-back" })], instances: readonly RdsInstance[] = [rdsInstance()]) {
  const rds = { ...paperRds({ snapshots: [rdsSnapshot()] }), instance: async (id: string) => instances.find(({ identifier }) => identifier === id) };
  const more: Partial<World> = {
    outside: async () => silentPorts({ journal: new MemoryJournal(), rds }),
    pipeline: async (name) => ({ ...pipelineNamed(name), steps: name === "restore-db" ? steps : back }),
  };
  return kit(directory, [], more);
}

type Shown = { readonly choices: readonly { readonly number: number; readonly digest: string; readonly source: Json }[] };
const shownBy = async (failover: ReturnType<typeof kit>, ...args: readonly string[]) => JSON.parse((await failover("restore-db", "--json", ...args)).out) as Shown;

test("without an approval it shows the choices, each with the line that takes it, and opens nothing", async () => {
  const failover = atAws();
  const { code, out } = await failover("restore-db");
  expect(code).toBe(Exit.ok);
  expect(out).toMatch(/1\. the latest restorable time[^]*loses at most[^]*--choose 1 --approve [0-9a-f]{12}[^]*2\. the newest sound snapshot/);
  expect(out).toContain("'failover plan'");
  expect((await failover("status")).said).toContain("NO_OPEN_RUN");
});

test("each choice has a digest of its own, which stays while the choice does", async () => {
  const failover = atAws();
  const [first, second] = [await shownBy(failover), await shownBy(failover)];
  expect(first.choices.map(({ source }) => source)).toEqual([{ pointInTime: "latest" }, { snapshot: "rds:shop-database-2026-11-25-00-00" }]);
  expect(first).toEqual({ ...second, choices: first.choices.map((choice, at) => ({ ...second.choices[at], lossSeconds: (choice as unknown as { lossSeconds: number }).lossSeconds })) });
  expect(new Set(first.choices.map(({ digest }) => digest)).size).toBe(2);
});

test("approved, the run is opened and carried out in one go, and its steps know what was chosen", async () => {
  const seen: (Json | undefined)[] = [];
  const failover = atAws([toyStep({ id: "look-at-database", run: async (_, { given }) => (seen.push(given), looked) })]);
  const { choices } = await shownBy(failover);
  const { code, said } = await failover("restore-db", "--choose", "2", "--approve", choices[1]?.digest ?? "", "--because", "its disk is gone");
  expect([code, said]).toEqual([Exit.ok, expect.stringContaining("is done")]);
  expect(seen).toEqual([{ instance: "shop-database", source: { snapshot: "rds:shop-database-2026-11-25-00-00" } }]);
});

test.each<[string, readonly string[], string]>([
  ["another choice's digest", ["--choose", "1", "--approve", "0123456789ab", "--because", "x"], "PLAN_NOT_APPROVED"],
  ["no reason", ["--choose", "1", "--approve", "0123456789ab"], "REASON_EMPTY"],
  ["a choice nobody was shown", ["--choose", "9", "--approve", "0123456789ab", "--because", "x"], "CHOICE_UNKNOWN"],
  ["a time that is none", ["--at", "yesterday-ish"], "CHOICE_UNKNOWN"],
  ["a run that restored nothing", ["--revert", "r20261125-000000-abcd"], "RUN_UNKNOWN"],
])("refused: %s", async (_, args, code) => {
  const { said } = await atAws()("restore-db", ...args);
  expect(said).toContain(code);
});

test("a person may accept that it is built otherwise, with a reason that the journal keeps", async () => {
  const open = atAws([toyStep({ id: "look-at-database", run: () => Promise.reject(new Error("later")) })]);
  const { choices } = await shownBy(open);
  await open("restore-db", "--choose", "1", "--approve", choices[0]?.digest ?? "", "--because", "x");
  expect((await open("restore-db", "--accept-structure", "--because", "the coupons came at noon")).code).toBe(Exit.ok);
  expect((await open("report", "--json")).out).toContain("the coupons came at noon");
});

test("going back is shown with a digest, then carried out with what the old database was before", async () => {
  const seen: (Json | undefined)[] = [];
  const failover = atAws(undefined, [toyStep({ id: "point-back", run: async (_, { given }) => (seen.push(given), null) })]);
  const { choices } = await shownBy(failover);
  await failover("restore-db", "--choose", "1", "--approve", choices[0]?.digest ?? "", "--because", "its disk is gone");
  const { run } = JSON.parse((await failover("status", "--json")).out) as { readonly run: string };
  const { out } = await failover("restore-db", "--revert", run);
  expect(out).toContain("what was written since is in the restored one alone");
  const digest = /--approve ([0-9a-f]{12})/.exec(out)?.[1] ?? "";
  expect((await failover("restore-db", "--revert", run, "--approve", digest, "--because", "the old disk is back")).code).toBe(Exit.ok);
  expect(seen).toEqual([{ run, instance: "shop-database", address: awsStack.database.address, port: 5432, securityGroups: ["sg-database"], exporter: awsStack.exporter.address, app: awsStack.app }]);
});

test("the way back and the adoption are told to programs as well", async () => {
  const made = toyStep({ id: "restore-instance", run: async () => ({ ...restored }) });
  const failover = atAws([toyStep({ id: "look-at-database", run: async () => looked }), toyStep({ id: "fence-database", run: async () => fence }), made]);
  const { choices } = await shownBy(failover);
  await failover("restore-db", "--choose", "1", "--approve", choices[0]?.digest ?? "", "--because", "its disk is gone");
  const { run } = JSON.parse((await failover("status", "--json")).out) as { readonly run: string };
  const back = JSON.parse((await failover("restore-db", "--revert", run, "--json")).out) as { readonly digest: string };
  expect(back).toMatchObject({ schema: "failover-kit/restore-revert-plan/1", given: { run, instance: "shop-database", restored }, text: expect.stringContaining("Goes back") as string });
  expect((await failover("restore-db", "--revert", run)).out).toContain(`--approve ${back.digest}`);
  expect(JSON.parse((await failover("restore-db", "--adopt", run, "--json")).out)).toMatchObject({ schema: "failover-kit/restore-adopt-plan/1", digest: expect.stringMatching(/^[0-9a-f]{12}$/) as string, given: { run, identifier: restored.identifier } });
});

test.each<[string, readonly Parameters<typeof rdsInstance>[0][], string]>([
  ["is deleted", [], "AWS no longer knows it"],
  ["has failed", [{ status: "failed" }], "AWS calls it failed"],
  ["is another of the same name", [{ resourceId: "db-OTHER" }], "another instance"],
])("an old database that %s is not gone back to: refused before anything is shown or opened, with what to do instead", async (_, now, because) => {
  const instances: RdsInstance[] = [rdsInstance()];
  const failover = atAws(undefined, undefined, instances);
  const { choices } = await shownBy(failover);
  await failover("restore-db", "--choose", "1", "--approve", choices[0]?.digest ?? "", "--because", "its disk is gone");
  const { run } = JSON.parse((await failover("status", "--json")).out) as { readonly run: string };
  instances.splice(0, 1, ...now.map(rdsInstance));
  const { code, said, out } = await failover("restore-db", "--revert", run);
  expect([code, out]).toEqual([Exit.failed, ""]);
  expect(said).toMatch(new RegExp(`OLD_DATABASE_GONE[^]*${because}[^]*why: [^]*--adopt ${run}`));
});

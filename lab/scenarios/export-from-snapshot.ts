import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { keepTime, waitFor } from "../drill/act.ts";
import { fillPrimary, onPrimary, standUp } from "../drill/company.ts";
import { setStage } from "../drill/set-stage.ts";
import { psql, typed, type Stage } from "../drill/stage.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { here } from "../place.ts";
import { world } from "../site/world.ts";
import { expectThat, type Scenario } from "./scenario.ts";
import { inShell } from "./stack-agrees.ts";

const COMMAND = ["failover", "export", "--from", "snapshot", "--json"];
const LIMIT_SECONDS = 180;
const BEFORE = 3;
const AFTER = 7;

const listed = z.object({ items: z.array(z.object({ kind: z.string(), id: z.string(), createdAt: z.string(), soundness: z.string() })) });
const exported = z.object({ id: z.string(), snapshotAt: z.string(), snapshot: z.object({ id: z.string(), createdAt: z.string() }) });
const manifest = z.object({
  snapshotAt: z.string(),
  source: z.object({ from: z.string() }),
  databases: z.array(z.object({ name: z.string(), tables: z.array(z.object({ schema: z.string(), name: z.string(), rows: z.number() })) })),
});
const state = z.object({ deployment: z.object({ resources: z.array(z.object({ type: z.string() })).default([]) }) });

/** New orders like old ones, by SQL: nobody need shop for this. */
const placeOrders = (count: number): string =>
  `CREATE TEMP TABLE placed AS SELECT * FROM orders ORDER BY number LIMIT ${count}; UPDATE placed SET id = gen_random_uuid(), number = nextval('order_number'); INSERT INTO orders SELECT * FROM placed;`;

/** No instance, nothing in the stack's state, no host. */
async function expectGone(stage: Stage): Promise<void> {
  const left = state.parse(JSON.parse(await inShell("pulumi stack export --stack export-snapshot"))).deployment.resources.filter(({ type }) => type.startsWith("aws:"));
  expectThat(left.length === 0, `the stack still holds ${left.map(({ type }) => type).join(", ")}`);
  const temporary = await temporaryHosts(stage);
  expectThat(temporary.length === 0, `an instance is left: ${temporary.join(", ")}`);
}

const temporaryHosts = async (stage: Stage): Promise<readonly string[]> => (await stage.hosts()).map(({ name }) => name).filter((name) => /rds-.*-x\d{8}-/.test(name));

/** Types the command and ends everything on the operator's machine once the instance answers to AWS's name. */
async function killWhileUp(stage: Stage): Promise<void> {
  const kit = stage.start(COMMAND, { timeoutSeconds: LIMIT_SECONDS });
  await waitFor("the temporary instance", { withinSeconds: 120, everySeconds: 0.2, next: "look at the run's logs" }, async () => ((await temporaryHosts(stage)).length > 0 ? true : undefined));
  const killed = await stage.operator.killEverything();
  await kit.ended;
  stage.say(`        kill -9 took ${killed.map(({ tool }) => tool).join(" ")}`);
  expectThat((await temporaryHosts(stage)).length > 0, "the instance went with the kit: nothing was cut short");
}

export const exportFromSnapshot: Scenario = {
  id: "export-from-snapshot",
  story: "the newest RDS snapshot becomes a backup through an instance that is then gone: orders from before it are there, later ones are not; with the kit killed while the instance is up, the next call removes that one and succeeds",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { act, say: tell } = keepTime(say);
      const directory = join(here().clone, "drills", `x${Date.now()}`);
      await mkdir(directory, { recursive: true });
      const stage = await setStage(lab, { directory, light: true, act, say: tell });
      const primary = await standUp(stage);
      await fillPrimary(stage, primary);
      const owner = onPrimary(primary, world.database.owner);
      const count = async () => Number((await psql(stage, owner, "SELECT count(*) FROM orders;"))[0]);
      await psql(stage, owner, placeOrders(BEFORE));
      const inSnapshot = await count();
      const snapshot = await act("failover snapshots take", 5, () => takeSnapshot(stage));
      await psql(stage, owner, placeOrders(AFTER));
      expectThat((await count()) === inSnapshot + AFTER, "the later orders were not written");

      await act("failover export --from snapshot, killed", 10, () => killWhileUp(stage));
      const said = await act("failover export --from snapshot", 25, () => typed(stage, COMMAND, { timeoutSeconds: LIMIT_SECONDS, onLine: (line) => stage.say(`        ${line}`) }));
      const backup = exported.parse(JSON.parse(said));
      await expectGone(stage);
      const text = await stage.object("exports", `${world.service}/${backup.id}/manifest.json`);
      const told = manifest.parse(JSON.parse(text ?? "null"));
      const orders = told.databases.find(({ name }) => name === world.database.name)?.tables.find(({ schema, name }) => schema === "public" && name === "orders")?.rows;
      expectThat(orders === inSnapshot, `the backup holds ${orders ?? "no"} orders; the snapshot holds ${inSnapshot}`);
      expectThat(told.source.from === "snapshot" && backup.snapshot.id === snapshot.id, `not the backup of ${snapshot.id}: ${said}`);
      expectThat(Date.parse(told.snapshotAt) === Date.parse(snapshot.createdAt), `the backup says it is of ${told.snapshotAt}, AWS says ${snapshot.createdAt}`);
    }),
};

/** As a person takes one, and looks until it is whole. */
async function takeSnapshot(stage: Stage): Promise<{ readonly id: string; readonly createdAt: string }> {
  await typed(stage, ["failover", "snapshots", "take"], { timeoutSeconds: 60 });
  return waitFor("a sound snapshot", { withinSeconds: 60, everySeconds: 1, next: "failover snapshots list" }, async () => {
    const { items } = listed.parse(JSON.parse(await typed(stage, ["failover", "snapshots", "list", "--json"], { timeoutSeconds: 60 })));
    const newest = items.filter(({ kind }) => kind === "snapshot").toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
    return newest?.soundness === "sound" ? newest : undefined;
  });
}

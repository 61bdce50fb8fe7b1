import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { waitFor } from "../drill/act.ts";
import { runAsOperator } from "../operator.ts";
import { world } from "../site/world.ts";
import { INSTANCE } from "../workbench/source.ts";
import { inWorkbench, type Workbench } from "../workbench/workbench.ts";
import { receiptsThere, sayOften, sayRestored } from "../workbench/write-receipt.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const EXPORTS = 4;
const SNAPSHOTS = 3;
/** More than so many receipts ask for a checkpoint. */
const CHECKPOINT_EVERY = 500;
const BY_HAND = "before-the-migration";
/** The two newest, and whatever else must stay. */
const RULE = { keep: { last: 2, hourly: 0, daily: 0, weekly: 0, monthly: 0 }, minimumAgeDays: 0, minimumCount: 1 } as const;

const item = z.object({ kind: z.string(), id: z.string(), createdAt: z.string(), isOurs: z.boolean(), soundness: z.string() });
const listed = z.object({ items: z.array(item), notes: z.array(z.string()) });
const decisions = z.object({ decisions: z.array(z.object({ id: z.string(), do: z.string(), reasons: z.array(z.object({ code: z.string() })) })) });
const rotated = z.object({
  plan: z.object({ export: decisions, snapshot: decisions, receipts: z.object({ before: z.number(), stay: z.number(), go: z.number() }) }),
  removed: z.array(z.object({ id: z.string(), outcome: z.string() })).nullable(),
  thinned: z.object({ before: z.number(), removed: z.number(), kept: z.number() }).nullable(),
});

async function kit(...argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runAsOperator(["failover", ...argv], { timeoutSeconds: 60 }).ended;
  expectThat(exitCode === 0, `'failover ${argv.join(" ")}' ended with ${exitCode}: ${stderr.slice(-1500)} ${stdout.slice(-500)}`);
  return stdout;
}

const list = async () => listed.parse(JSON.parse(await kit("snapshots", "list", "--json")));
const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).toSorted().join();

/** As a colleague takes one in AWS's console: the kit's tag is not on it. */
async function takeByHand({ exporter }: Workbench): Promise<void> {
  const fields = ["Action=CreateDBSnapshot", "Version=2014-10-31", `DBInstanceIdentifier=${INSTANCE}`, `DBSnapshotIdentifier=${BY_HAND}`];
  await exporter.run(["curl", "--silent", "--fail", "--header", "Authorization: AWS4-HMAC-SHA256 Credential=colleague", ...fields.flatMap((field) => ["--data-urlencode", field]), world.rdsEndpoint]);
}

async function takeSnapshots(bench: Workbench): Promise<void> {
  await takeByHand(bench);
  for (let count = 0; count < SNAPSHOTS; count += 1) {
    await kit("snapshots", "take");
    // Their names have their second in them.
    await wait(1000);
  }
}

/** What there is before anything goes: exports that the warden looked at, the oldest of them restored, and snapshots of two owners. */
async function prepare(bench: Workbench): Promise<{ readonly exports: readonly string[] }> {
  await bench.changeSetting(["aws", "databaseInstance"], INSTANCE);
  for (const [name, value] of Object.entries(RULE)) await bench.changeSetting(["retention", name], value);
  await bench.source.sql("CREATE TABLE t AS SELECT n FROM generate_series(1, 1000) AS n;", { as: "shop" });
  const exports: string[] = [];
  for (let count = 0; count < EXPORTS; count += 1) exports.push((await bench.exportBackup()).id);
  await Promise.all([kit("verify-export", "--level", "1"), takeSnapshots(bench)]);
  const { place } = bench.lab;
  const oldest = (await receiptsThere(place)).find(({ backup }) => backup === exports[0]);
  expectThat(oldest !== undefined, "the warden's look left no receipt of the oldest export");
  await sayRestored(place, bench.exporter, oldest, bench.keys.verifierSigning.privateKey);
  return { exports };
}

/** Two weeks of receipts, each summed up: those before the first checkpoint go, and what they said still counts. */
async function thinOut(bench: Workbench, newest: string, say: (line: string) => void): Promise<void> {
  const { place } = bench.lab;
  const about = (await receiptsThere(place)).find(({ backup }) => backup === newest);
  expectThat(about !== undefined, "there is no receipt of the newest export");
  for (let weeks = 0; weeks < 2; weeks += 1) {
    await sayOften(place, bench.exporter, about, { times: CHECKPOINT_EVERY + 1, key: bench.keys.warden.privateKey });
    await kit("verify-export", "--level", "1");
  }
  const [first = 0] = (await receiptsThere(place)).flatMap(({ kind }, seq) => (kind === "checkpoint" ? [seq] : []));
  const { plan } = rotated.parse(JSON.parse(await kit("snapshots", "rotate", "--json")));
  expectThat(first > CHECKPOINT_EVERY && plan.receipts.before === first && plan.receipts.go === first, `${first} receipts lie before the first checkpoint; the plan is ${JSON.stringify(plan.receipts)}`);
  const { thinned } = rotated.parse(JSON.parse(await kit("snapshots", "rotate", "--apply", "--json")));
  expectThat(thinned?.removed === first && thinned.kept === 0, `not what was to go: ${JSON.stringify(thinned)}`);
  await kit("verify-export", "--level", "1");
  const left = await receiptsThere(place);
  expectThat(left[0]?.kind === "checkpoint" && left.some(({ kind, by }) => kind === "thinned" && by === "pruner"), "the receipts do not begin with a checkpoint, or nobody said which were removed");
  const { plan: after } = rotated.parse(JSON.parse(await kit("snapshots", "rotate", "--json")));
  const proven = after.export.decisions.flatMap(({ reasons }) => reasons.map(({ code }) => code)).filter((code) => code === "newest-proven");
  expectThat(after.receipts.go === 0 && proven.length === 1, `after the thinning the plan is ${JSON.stringify(after)}`);
  say(`${first} receipts removed; the checkpoint still says which backup was restored last`);
}

export const rotationScenario: Scenario = {
  id: "rotation",
  story: "exports and RDS snapshots are rotated, first as a plan that changes nothing, then for real: what no part of the rule wants goes, with a signed record, and so do receipts that a checkpoint stands for; the newest that was restored stays, however old, and so does what a colleague took",
  run: (say) =>
    inWorkbench(say, async (bench) => {
      const { exports: [proven = "", unwanted = "", ...newest] } = await prepare(bench);
      const before = await waitFor("snapshots that are sound", { withinSeconds: 30, everySeconds: 1, next: "failover snapshots list" }, async () => {
        const { items, notes } = await list();
        expectThat(notes.length === 0, `something could not be looked at: ${notes.join("; ")}`);
        return items.filter(({ kind, isOurs, soundness }) => kind === "snapshot" && isOurs && soundness === "sound").length === SNAPSHOTS ? items : undefined;
      });
      const [oldest] = before.filter(({ kind, isOurs }) => kind === "snapshot" && isOurs).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
      const going = ids([{ id: unwanted }, { id: oldest?.id ?? "" }]);

      const { plan, removed } = rotated.parse(JSON.parse(await kit("snapshots", "rotate", "--json")));
      const all = [...plan.export.decisions, ...plan.snapshot.decisions];
      const because = (id: string) => all.find((one) => one.id === id)?.reasons.map(({ code }) => code).join() ?? "";
      expectThat(ids(all.filter((one) => one.do !== "keep")) === going, `${going} should go; the plan is ${JSON.stringify(plan)}`);
      expectThat(because(proven) === "newest-proven" && because(BY_HAND) === "not-ours", `${proven} stays as ${because(proven)}, ${BY_HAND} as ${because(BY_HAND)}`);
      expectThat(removed === null && ids((await list()).items) === ids(before), "a plan changed something");
      say(`the plan: ${going} go, ${proven} stays because ${because(proven)}, ${BY_HAND} because ${because(BY_HAND)}`);

      const done = rotated.parse(JSON.parse(await kit("snapshots", "rotate", "--apply", "--json")));
      expectThat(ids(done.removed ?? []) === going && done.removed?.every(({ outcome }) => outcome === "removed") === true, `not what was to be removed: ${JSON.stringify(done.removed)}`);
      const left = before.filter(({ id }) => !going.split(",").includes(id));
      await waitFor("what is left to be what should be", { withinSeconds: 20, everySeconds: 1, next: "failover snapshots list" }, async () => (ids((await list()).items) === ids(left) ? true : undefined));
      const records = (await receiptsThere(bench.lab.place)).filter(({ kind }) => kind === "removed");
      expectThat(records.length === 1 && records[0]?.by === "pruner" && records[0].backup === unwanted, `one removal should be on record, signed by the pruner: ${JSON.stringify(records)}`);
      // Ends with 0 only while the chain is whole and no backup is gone without a record.
      await kit("verify-export", "--level", "1");
      const again = rotated.parse(JSON.parse(await kit("snapshots", "rotate", "--apply", "--json")));
      expectThat(again.removed?.length === 0, `a second rotation took more: ${JSON.stringify(again.removed)}`);
      await thinOut(bench, newest.at(-1) ?? "", say);
      expectThat((await bench.restore(newest.at(-1) ?? "")).state === "done", "the newest export cannot be restored any more");
    }),
};

import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { SETTINGS_FILE } from "../core/read-project.ts";
import { copiedDatabases } from "../core/cache-plan.ts";
import { keptLines, rotationLines, thinningLine } from "../core/rotation-text.ts";
import { kinds, rulesFor, type Kind } from "../core/rotation-rule.ts";
import { snapshotId, snapshotTags } from "../core/snapshot-facts.ts";
import { openProject, settingsFor, type Project } from "../pipeline/project.ts";
import { projectReceipts, receiptKey } from "../pipeline/receipts/receipts.ts";
import { applyRotation } from "../pipeline/snapshots/apply.ts";
import { lookAtAll, planRotation } from "../pipeline/snapshots/look.ts";
import { exporterSigner } from "../pipeline/snapshots/observe-copies.ts";
import { planThinning, thinReceipts } from "../pipeline/snapshots/thin-receipts.ts";
import type { World } from "../world.ts";
import type { Globals, Handler } from "./row.ts";

type Options = { readonly action: string; readonly apply: boolean; readonly json: boolean };
const SCHEMA = "failover-kit/snapshots/1";

/** Exports, RDS snapshots and copies of the cache under one rule: shows them, takes a snapshot, or removes what the rule no longer wants, with the receipts that nobody needs any more. */
export const handler: Handler<Options> = async (options, world) => {
  const project = await openProject(options.project, world);
  if (options.action === "take") return take(project, options, world);
  return options.action === "list" ? list(project, options, world) : rotate(project, options, world);
};

async function reach(project: Project, world: World) {
  const settings = settingsFor(project, world, []);
  const { service, storage, aws } = settings;
  const ports = await world.outside(settings, world.stop);
  const receipts = await projectReceipts(project, ports);
  const now = world.clock.now();
  const place = { service, bucket: storage.buckets.exports };
  const look = async () => {
    const signer = await exporterSigner(project, world.files);
    return lookAtAll({ ...ports, receipts }, { ...place, signer, instance: aws?.databaseInstance, now });
  };
  return { settings, ports, receipts, now, place, look };
}

async function list(project: Project, { json }: Options, world: World): Promise<ExitCode> {
  const { look, place } = await reach(project, world);
  const { kept, notes } = await look();
  const shown = kinds.filter((kind) => kept[kind].length > 0 || isExpected(kind, project));
  for (const note of notes) world.operator.say(note);
  const items = kinds.flatMap((kind) => kept[kind].map((thing) => ({ kind, ...thing, isGoing: thing.isGoing ?? false, provenAt: thing.provenAt ?? null, lockedUntil: thing.lockedUntil ?? null, holds: thing.holds ?? null })));
  world.print(json ? JSON.stringify({ schema: SCHEMA, service: place.service, items, notes }, null, 2) : shown.flatMap((kind) => keptLines(kind, kept[kind])).join("\n"));
  return Exit.ok;
}

async function take(project: Project, { json }: Options, world: World): Promise<ExitCode> {
  const { settings, ports, place, now } = await reach(project, world);
  if (settings.aws === undefined) throw new FailoverError("AWS_NOT_SET", {});
  const instance = settings.aws.databaseInstance;
  const { id, status } = await ports.rds.takeSnapshot({ instance, id: snapshotId(place.service, now), tags: snapshotTags(place.service) });
  world.print(json ? JSON.stringify({ schema: SCHEMA, service: place.service, taken: { id, instance, status } }, null, 2) : `${id}: ${status}. RDS goes on by itself; 'failover snapshots list' shows when it is sound`);
  return Exit.ok;
}

async function rotate(project: Project, { json, apply }: Options & Pick<Globals, "project">, world: World): Promise<ExitCode> {
  const { retention: written } = project.written;
  const rules = rulesFor(project.written);
  if (written === undefined || rules === undefined) throw new FailoverError("SECTION_MISSING", { file: SETTINGS_FILE, section: "retention", purpose: "without a rule, and a key to sign removals with, nothing is rotated" });
  const { look, place, ports, receipts, now } = await reach(project, world);
  const sight = await look();
  const plan = planRotation(sight, rules, now);
  const journal = { service: place.service, bucket: project.written.storage.buckets.journal };
  const thinning = await planThinning(ports.objects, journal, { chain: sight.chain, minimumAgeDays: written.minimumAgeDays, now });
  for (const note of sight.notes) world.operator.say(note);
  const shown = kinds.filter((kind) => plan[kind].decisions.length > 0 || isExpected(kind, project));
  if (!json) world.print([...shown.flatMap((kind) => rotationLines(kind, plan[kind])), thinningLine(thinning)].join("\n"));

  const act = async () => {
    const { retention } = settingsFor(project, world, ["retention.signingKey"]);
    const key = await receiptKey("pruner", retention?.signingKey ?? "", project, world.files);
    const removed = await applyRotation({ ...ports, receipts, key }, place, { sight, plan, told: ({ id, outcome, because }) => world.operator.say(`${id}: ${outcome}; ${because}`) });
    const thinned = await thinReceipts({ ...ports, receipts, key }, journal.bucket, thinning, (done) => world.operator.progress("receipts", `${done} of ${thinning.going.length} removed`));
    return { removed, thinned };
  };
  const done = apply ? await act() : undefined;
  const receiptsPlan = { before: thinning.before, stay: thinning.there - thinning.going.length, go: thinning.going.length };
  if (json) world.print(JSON.stringify({ schema: SCHEMA, service: place.service, plan: { ...plan, receipts: receiptsPlan }, notes: sight.notes, removed: done?.removed ?? null, thinned: done?.thinned ?? null }, null, 2));
  else if (done === undefined) world.operator.say("\nNothing was changed. 'failover snapshots rotate --apply' removes what goes.");
  return Exit.ok;
}

/** What is not there although it should be is worth a line; what nobody asked for is not. */
const isExpected = (kind: Kind, { written }: Project): boolean => kind !== "cache" || copiedDatabases(written.cache).length > 0;

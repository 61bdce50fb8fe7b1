import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { SETTINGS_FILE } from "../core/read-project.ts";
import { keptLines, rotationLines } from "../core/rotation-text.ts";
import { ruleFor } from "../core/rotation-rule.ts";
import { snapshotId, snapshotTags } from "../core/snapshot-facts.ts";
import { openProject, settingsFor, type Project } from "../pipeline/project.ts";
import { projectReceipts, receiptKey } from "../pipeline/receipts/receipts.ts";
import { applyRotation } from "../pipeline/snapshots/apply.ts";
import { kinds, lookAtAll, planRotation } from "../pipeline/snapshots/look.ts";
import type { World } from "../world.ts";
import type { Globals, Handler } from "./row.ts";

type Options = { readonly action: string; readonly apply: boolean; readonly json: boolean };
const SCHEMA = "failover-kit/snapshots/1";

/** Exports and RDS snapshots under one rule: shows them, takes a snapshot, or removes what the rule no longer wants. */
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
  return { settings, ports, receipts, now, place, look: () => lookAtAll({ ...ports, receipts }, { ...place, instance: aws?.databaseInstance, now }) };
}

async function list(project: Project, { json }: Options, world: World): Promise<ExitCode> {
  const { look, place } = await reach(project, world);
  const { kept, notes } = await look();
  for (const note of notes) world.operator.say(note);
  const items = kinds.flatMap((kind) => kept[kind].map((thing) => ({ kind, ...thing, isGoing: thing.isGoing ?? false, provenAt: thing.provenAt ?? null, lockedUntil: thing.lockedUntil ?? null })));
  world.print(json ? JSON.stringify({ schema: SCHEMA, service: place.service, items, notes }, null, 2) : kinds.flatMap((kind) => keptLines(kind, kept[kind])).join("\n"));
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
  const rules = { export: ruleFor("export", project.written), snapshot: ruleFor("snapshot", project.written) };
  if (rules.export === undefined || rules.snapshot === undefined) throw new FailoverError("SECTION_MISSING", { file: SETTINGS_FILE, section: "retention", purpose: "without a rule, and a key to sign removals with, nothing is rotated" });
  const { look, place, ports, receipts, now } = await reach(project, world);
  const sight = await look();
  const plan = planRotation(sight, { export: rules.export, snapshot: rules.snapshot }, now);
  for (const note of sight.notes) world.operator.say(note);
  if (!json) world.print(kinds.flatMap((kind) => rotationLines(kind, plan[kind])).join("\n"));

  const act = async () => {
    const { retention } = settingsFor(project, world, ["retention.signingKey"]);
    const key = await receiptKey("pruner", retention?.signingKey ?? "", project, world.files);
    return applyRotation({ ...ports, receipts, key }, place, { sight, plan, told: ({ id, outcome, because }) => world.operator.say(`${id}: ${outcome}; ${because}`) });
  };
  const removed = apply ? await act() : undefined;
  if (json) world.print(JSON.stringify({ schema: SCHEMA, service: place.service, plan, notes: sight.notes, removed: removed ?? null }, null, 2));
  else if (removed === undefined) world.operator.say("\nNothing was changed. 'failover snapshots rotate --apply' removes what goes.");
  return Exit.ok;
}

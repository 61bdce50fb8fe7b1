import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { choicesText } from "../core/restore-db/choices-text.ts";
import { deletedAt } from "../core/restore-db/deletion.ts";
import { outsideOf } from "../core/restore-db/outside.ts";
import { likenessOf } from "../core/restore-db/deleted.ts";
import { lookAtChoices, type Offer, type Offers } from "../pipeline/look-at-choices.ts";
import { lossByPoint } from "../pipeline/loss-by-point.ts";
import { openProject, settingsFor, type Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import { beginRun } from "./begin-run.ts";
import { reasonIn } from "./reasons.ts";
import { adopt } from "./restore-db-adopt.ts";
import { acceptStructure } from "./restore-db-accept.ts";
import type { RestoreDbOptions } from "./restore-db-options.ts";
import { revert } from "./restore-db-revert.ts";
import type { Globals, Handler } from "./row.ts";

/** Shows what can be done about a broken database; with a choice and its digest, opens the run and carries it out at once. */
export const handler: Handler<RestoreDbOptions> = async (options, world) => {
  const project = await openProject(options.project, world);
  if (options["accept-structure"]) return acceptStructure(project, options, world);
  if (options.adopt !== undefined) return adopt(project, options.adopt, options, world);
  if (options.revert !== undefined) return revert(project, options.revert, options, world);
  if (options.approve === undefined) return show(project, options, world);
  return begin(project, options.approve, options, world);
};

const look = (project: Project, { snapshot, at, fact: facts }: RestoreDbOptions, world: World): Promise<Offers> => lookAtChoices(project, settingsFor(project, world, []), world, { snapshot, at: at === undefined ? undefined : asInstant(at), facts });

async function show(project: Project, options: RestoreDbOptions, world: World): Promise<ExitCode> {
  const over = new AbortController();
  const asked = lossByPoint(project, world, over.signal);
  asked.catch(() => undefined);
  const { instance, deleted, events, all, offers, measured } = await look(project, options, world).catch((error: unknown) => {
    over.abort();
    throw error;
  });
  const exported = await asked;
  const outside = outsideOf(exported, deleted === undefined ? undefined : deletedAt(events));
  const offered = offers.map(({ choice }) => choice);
  if (options.json) {
    const choices = offered.map((choice, index) => ({ number: index + 1, ...choice }));
    world.print(JSON.stringify({ schema: "failover-kit/restore-choices/1", instance: instance.identifier, status: instance.status, underWay: all.underWay ?? null, measured, choices, passedOver: all.passedOver, outside, likeness: deleted === undefined ? null : likenessOf(deleted) }, null, 2));
  } else world.print(choicesText({ instance: instance.identifier, status: instance.status, like: deleted, facts: options.fact, outside }, all, offered, measured));
  return Exit.ok;
}

async function begin(project: Project, approve: string, options: RestoreDbOptions & Globals, world: World): Promise<ExitCode> {
  const because = reasonIn(options.because);
  const { offers } = await look(project, options, world);
  const { given, plan } = chosen(offers, options);
  return beginRun(project, options, world, { command: "restore-db", plan, given, approve, because });
}

/** By its number on the page, or by what it restores; what was named beside it chooses itself. */
function chosen(offers: readonly Offer[], { choose, snapshot, at }: RestoreDbOptions): Offer {
  const wanted = choose ?? snapshot ?? (at === undefined ? undefined : asInstant(at));
  const isIt = ({ choice: { source } }: Offer, index: number) => String(index + 1) === wanted || ("snapshot" in source ? source.snapshot : source.pointInTime) === wanted;
  const offer = wanted === undefined ? undefined : offers.find(isIt);
  if (offer === undefined) throw new FailoverError("CHOICE_UNKNOWN", { choice: wanted ?? "", known: offers.map(({ choice }, index) => `${index + 1}: ${choice.title}`) });
  return offer;
}

/** A time as a person writes it, as AWS takes it. */
function asInstant(at: string): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) throw new FailoverError("CHOICE_UNKNOWN", { choice: at, known: ["a time such as 2026-11-25T01:00:00Z"] });
  return new Date(time).toISOString();
}

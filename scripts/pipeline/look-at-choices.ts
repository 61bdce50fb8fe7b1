import { FailoverError, isExpected } from "../core/errors.ts";
import type { Json } from "../core/journal.ts";
import { choicesFor, type Choices, type Outlook } from "../core/restore-db/choices.ts";
import type { OfferedChoice } from "../core/restore-db/choices-text.ts";
import type { WasLike } from "../core/restore-db/deleted.ts";
import { EVENTS_KEPT_MINUTES } from "../core/restore-db/deletion.ts";
import { givenOf } from "../core/restore-db/given.ts";
import type { RdsEvent, RdsInstance } from "../core/rds.ts";
import type { Settings } from "../core/settings.ts";
import type { Ports } from "../ports.ts";
import type { World } from "../world.ts";
import { expectedFromEarlierRuns } from "./earlier-runs.ts";
import { lookAtDeleted } from "./look-at-deleted.ts";
import { makePlan, type Plan } from "./make-plan.ts";
import type { Project } from "./project.ts";

const EVENT_MINUTES = 60;
/** The steps between the decision and the service's return, in a row as far as they wait for each other. */
const inARow = ["look-at-database", "fence-database", "restore-instance", "await-logins", "warm-database", "point-application"];

export type Offer = { readonly choice: OfferedChoice; readonly given: Json; readonly plan: Plan };
/** `deleted`: AWS answered that it knows no such instance; what it was is told by others. */
export type Offers = { readonly instance: RdsInstance; readonly deleted: WasLike | undefined; readonly events: readonly RdsEvent[]; readonly all: Choices; readonly offers: readonly Offer[]; readonly measured: boolean };

type Wanted = { readonly snapshot?: string | undefined; readonly at?: string | undefined; readonly facts: readonly string[] };

/** Asks AWS what can be done about the database now, and makes the plan of each choice. */
export async function lookAtChoices(project: Project, settings: Settings, world: World, wanted: Wanted): Promise<Offers> {
  const { aws } = settings;
  if (aws === undefined) throw new FailoverError("AWS_NOT_SET", {});
  const ports = await world.outside(settings, world.stop);
  const id = aws.databaseInstance;
  const expected = await expectedFromEarlierRuns(project, "", world);
  const seconds = inARow.flatMap((step) => expected.get(step) ?? []);
  const measured = expected.has("restore-instance");
  const { deleted, ...seen } = await lookAt(project, settings, ports, { id, region: aws.region, facts: wanted.facts });
  const all = choicesFor({ ...seen, at: world.clock.now(), earlierSeconds: measured ? seconds.reduce((sum, one) => sum + one, 0) : undefined, wanted });
  const offers = await Promise.all(
    all.choices.map(async (choice) => {
      const given = givenOf(id, choice.source, deleted);
      const plan = await makePlan(project, world, { pipeline: "restore-db", given });
      return { choice: { ...choice, digest: plan.digest }, given, plan };
    }),
  );
  return { instance: seen.instance, deleted, events: seen.events, all, offers, measured };
}

type Seen = Pick<Outlook, "instance" | "snapshots" | "events" | "backups"> & { readonly deleted: WasLike | undefined };

async function lookAt(project: Project, settings: Settings, ports: Omit<Ports, "journal">, { id, region, facts }: { readonly id: string; readonly region: string; readonly facts: readonly string[] }): Promise<Seen> {
  const { rds } = ports;
  const instance = await rds.instance(id);
  if (instance !== undefined) {
    if (facts.length > 0) throw new FailoverError("FACT_NOT_ASKED", { instance: id });
    const [snapshots, events] = await Promise.all([rds.snapshots(id), rds.events(id, EVENT_MINUTES)]);
    return { instance, deleted: undefined, snapshots, events };
  }
  const [left, events] = await Promise.all([lookAtDeleted(project, ports, { settings, instance: id, region, facts }), eventsOfDeleted(ports, id)]);
  if (left === undefined) throw new FailoverError("RDS_INSTANCE_UNKNOWN", { instance: id, region, known: (await rds.instances()).map(({ identifier }) => identifier) });
  return { instance: left.like.was, deleted: left.like, snapshots: left.kept.snapshots, backups: left.kept.backups.filter(({ status }) => status !== "active"), events };
}

/** AWS need not tell them of what it knows no more; then nobody knows when it was deleted. */
const eventsOfDeleted = ({ rds }: Pick<Ports, "rds">, id: string): ReturnType<typeof rds.events> =>
  rds.events(id, EVENTS_KEPT_MINUTES).catch((error: unknown) => {
    if (!isExpected(error) || error.code !== "AWS_REFUSED") throw error;
    return [];
  });

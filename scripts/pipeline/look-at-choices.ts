import { FailoverError } from "../core/errors.ts";
import { choicesFor, type Choices } from "../core/restore-db/choices.ts";
import type { OfferedChoice } from "../core/restore-db/choices-text.ts";
import type { RestoreGiven } from "../core/restore-db/given.ts";
import type { RdsInstance } from "../core/rds.ts";
import type { Settings } from "../core/settings.ts";
import type { World } from "../world.ts";
import { expectedFromEarlierRuns } from "./earlier-runs.ts";
import { makePlan, type Plan } from "./make-plan.ts";
import type { Project } from "./project.ts";

const EVENT_MINUTES = 60;
/** The steps between the decision and the service's return, in a row as far as they wait for each other. */
const inARow = ["look-at-database", "fence-database", "restore-instance", "await-logins", "warm-database", "point-application"];

export type Offer = { readonly choice: OfferedChoice; readonly given: RestoreGiven; readonly plan: Plan };
export type Offers = { readonly instance: RdsInstance; readonly all: Choices; readonly offers: readonly Offer[]; readonly measured: boolean };

/** Asks AWS what can be done about the database now, and makes the plan of each choice. */
export async function lookAtChoices(project: Project, settings: Settings, world: World, wanted: { readonly snapshot?: string | undefined; readonly at?: string | undefined }): Promise<Offers> {
  const { aws } = settings;
  if (aws === undefined) throw new FailoverError("AWS_NOT_SET", {});
  const { rds } = await world.outside(settings, world.stop);
  const id = aws.databaseInstance;
  const instance = await rds.instance(id);
  if (instance === undefined) throw new FailoverError("RDS_INSTANCE_UNKNOWN", { instance: id, region: aws.region, known: (await rds.instances()).map(({ identifier }) => identifier) });
  const [snapshots, events, expected] = await Promise.all([rds.snapshots(id), rds.events(id, EVENT_MINUTES), expectedFromEarlierRuns(project, "", world)]);
  const seconds = inARow.flatMap((step) => expected.get(step) ?? []);
  const measured = expected.has("restore-instance");
  const all = choicesFor({ instance, snapshots, events, at: world.clock.now(), earlierSeconds: measured ? seconds.reduce((sum, one) => sum + one, 0) : undefined, wanted });
  const offers = await Promise.all(
    all.choices.map(async (choice) => {
      const given: RestoreGiven = { instance: id, source: choice.source };
      const plan = await makePlan(project, world, { pipeline: "restore-db", given });
      return { choice: { ...choice, digest: plan.digest }, given, plan };
    }),
  );
  return { instance, all, offers, measured };
}

import { join } from "node:path";
import { canaryEvidenceSchema } from "../core/canary.ts";
import { comparisonReport, comparisonText } from "../core/comparison-report.ts";
import { emptyTally, tallySchema, type Tally } from "../core/comparison-tally.ts";
import { FailoverError } from "../core/errors.ts";
import { SETTINGS_FILE } from "../core/read-project.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { compareListings, readDrawn } from "../pipeline/objects/compare-objects.ts";
import { sendCanary } from "../pipeline/objects/send-canary.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { readonly action: string; readonly json: boolean; readonly sample: number; readonly afresh: boolean; readonly timeout: number | undefined };
type Objects = NonNullable<Project["written"]["objects"]>;

const CURSOR = "objects-cursor.json";
const CANARY = "objects-canary.json";

/** Tells whether the objects bucket holds what the source holds, or how late it is. */
export const handler: Handler<Options> = async (options, world) => {
  const project = await openProject(options.project, world);
  const { objects } = project.written;
  if (objects === undefined) throw new FailoverError("SECTION_MISSING", { file: SETTINGS_FILE, section: "objects", purpose: "it names the bucket in AWS that holds the service's objects" });
  const lock = await world.hold(join(project.directory, ".failover", "objects.lock"));
  try {
    return await (options.action === "compare" ? compare : canary)(project, objects, options, world);
  } finally {
    await lock.release();
  }
};

const storageOf = ({ written: { storage, google } }: Project) => ({ endpoint: storage.endpoint, project: google.project });

async function compare(project: Project, objects: Objects, { json, sample, afresh }: Options, world: World): Promise<ExitCode> {
  const path = join(project.directory, ".failover", CURSOR);
  const sides = await world.objectSides({ region: objects.region, endpoint: objects.endpoint }, storageOf(project));
  const settledBefore = new Date(world.clock.now().getTime() - objects.maxLagMinutes * 60_000).toISOString();
  const beginning = { source: objects.source, copies: project.written.storage.buckets.objects, begunAt: world.clock.now().toISOString(), settledBefore };
  const left = afresh ? undefined : leftBy(await world.files.read(path), beginning);
  const view = world.viewFor({ json: false });
  if (left !== undefined) view.say(`going on after ${left.after ?? "the beginning"}, as begun at ${left.begunAt}; --afresh begins anew`);
  const tally = await compareListings(sides, world.clock, left ?? emptyTally(beginning), {
    sampleSize: sample,
    keep: async (told) => {
      await world.files.write(path, `${JSON.stringify(told)}\n`);
      view.progress("compare", `${Object.values(told.counts).reduce((sum, count) => sum + count, 0)} objects compared, ${told.counts.missing} missing, ${told.counts.different} different`);
    },
  });
  const read = await readDrawn(sides, tally, (done, all) => view.progress("compare", `${done} of ${all} read on both sides`));
  view.close();
  const report = comparisonReport(tally, read, world.clock.now().toISOString());
  // What is finished is not gone on with.
  await world.files.write(path, "{}\n");
  await world.files.write(join(project.directory, ".failover", "objects-comparison.json"), `${JSON.stringify(report)}\n`);
  world.print(json ? JSON.stringify(report) : comparisonText(report));
  return report.complete ? Exit.ok : Exit.notReady;
}

/** An earlier comparison of the same two buckets that was cut short. */
function leftBy(text: string | undefined, { source, copies }: Pick<Tally, "source" | "copies">): Tally | undefined {
  if (text === undefined) return undefined;
  try {
    const left = tallySchema.safeParse(JSON.parse(text)).data;
    return left?.source === source && left.copies === copies ? left : undefined;
  } catch {
    return undefined;
  }
}

async function canary(project: Project, objects: Objects, { json, timeout }: Options, world: World): Promise<ExitCode> {
  const { source, store } = await world.objectSides({ region: objects.region, endpoint: objects.endpoint }, storageOf(project));
  const view = world.viewFor({ json: false });
  const sent = { schema: "failover-kit/canary/1", id: world.randomHex(12), writtenAt: world.clock.now().toISOString() } as const;
  const route = { source: objects.source, copies: project.written.storage.buckets.objects, limitSeconds: timeout ?? objects.maxLagMinutes * 60 };
  const evidence = canaryEvidenceSchema.parse(
    await sendCanary({ source, objects: store, clock: world.clock }, sent, route, (seconds) => view.progress("canary", `not there after ${seconds.toFixed(0)} s`)),
  );
  view.close();
  await world.files.write(join(project.directory, ".failover", CANARY), `${JSON.stringify(evidence)}\n`);
  const { lagSeconds, waitedSeconds } = evidence;
  world.print(json ? JSON.stringify(evidence) : lagSeconds === null ? `the canary has not arrived after ${waitedSeconds.toFixed(0)} s: the transfer stands still, or is later than objects.maxLagMinutes` : `the canary arrived after ${lagSeconds.toFixed(1)} s`);
  return lagSeconds === null ? Exit.notReady : Exit.ok;
}

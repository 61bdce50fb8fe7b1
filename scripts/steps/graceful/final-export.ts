import { askService, endUnits, type RemoteWork } from "../../core/commands/remote-unit.ts";
import { sshRun, type SshTarget } from "../../core/commands/ssh.ts";
import { FailoverError, isExpected } from "../../core/errors.ts";
import { finalExportInWords, readFenced, type FinalExport } from "../../core/graceful/outputs.ts";
import { FINAL_EXPORT, withoutIn, WITHOUT_FINAL_EXPORT } from "../../core/graceful/without.ts";
import { writtenBetween } from "../../core/graceful/writes.ts";
import type { Ports } from "../../ports.ts";
import { exporterPlaceIn, exporterWork, USUAL_EXPORT } from "../exporter-work.ts";
import { followToEnd, startWork, workAtHand } from "../follow-work.ts";
import { sshTarget } from "../ssh-target.ts";
import type { Context, Step } from "../step.ts";
import { succeed } from "../succeed.ts";
import { askWarden, copyCacheOnceMore } from "./beside-the-export.ts";
import { findFinalExport, type FoundExport } from "./find-final-export.ts";
import { countSourceWrites, endsTheSession } from "./source.ts";

const MINUTE = 60;
/** The source answered a moment ago: one that falls silent now is given up soon, since customers wait. */
const OUT_OF_SIGHT_SECONDS = 60;

const UNITS = "failover-final-export-";
const unitOf = (run: string, attempt: number): string => `${UNITS}${run}-${attempt}`;

/** One last export of the closed source, made on the exporter's host by a unit that outlives this machine, and named after the run in what is signed. */
export const finalExport: Step = {
  id: FINAL_EXPORT,
  title: "Export the closed source one last time",
  needs: ["fence-source"],
  onInterrupted: "rerun",
  preview: (context) => [askService(sshTarget(context, "<exporter>"), USUAL_EXPORT)],
  check: async (ports, context) => {
    const found = await findFinalExport(ports, context);
    return found === undefined ? undefined : finish(ports, context, found, []);
  },
  run: async (ports, context) => {
    const without = withoutIn(context.decided(WITHOUT_FINAL_EXPORT));
    if (without !== undefined) {
      ports.operator.say(`no final export: ${without.who} chose to go on without it (${without.because})`);
      return { exported: false, because: `${without.who} chose to go on without it: ${without.because}` } satisfies FinalExport;
    }
    try {
      return await make(ports, context);
    } catch (error) {
      if (endsTheSession(error) || !isExpected(error) || error.code === "FINAL_EXPORT_FAILED") throw error;
      throw new FailoverError("FINAL_EXPORT_FAILED", { what: error.advice.what }, { cause: error });
    }
  },
};

async function make(ports: Ports, context: Context): Promise<FinalExport> {
  const { exporter } = readFenced(context.output("fence-source"));
  if (exporter === null) throw new FailoverError("FINAL_EXPORT_FAILED", { what: "nobody could tell where the exporter stands" });
  const target = sshTarget(context, exporter);
  const copying = copyCacheOnceMore(ports, context, target);
  const work = await exportThere(ports, context, target).finally(() => copying.catch(() => undefined));
  const found = await findFinalExport(ports, context);
  if (found === undefined) throw new FailoverError("FINAL_EXPORT_FAILED", { what: `${work.unit} ended well, and no signed manifest in ${context.settings.storage.buckets.exports} names this run` });
  return finish(ports, context, found, await copying);
}

/** Follows what is at work there, or begins it, to its end. */
async function exportThere(ports: Ports, context: Context, target: SshTarget): Promise<RemoteWork> {
  const work = (await atWork(ports, context, target)) ?? (await begin(ports, context, target));
  await followToEnd(ports, target, work, FINAL_EXPORT, OUT_OF_SIGHT_SECONDS);
  return work;
}

const named = (unit: string, limitSeconds: number): RemoteWork => ({ unit, user: "", limitSeconds, command: "", variables: {} });
const limitOf = ({ settings }: Context): number => settings.recovery.finalExportMinutes * MINUTE;

/** What an earlier attempt of this run has left at work there. One that ended well without a manifest is of no use. */
async function atWork(ports: Ports, context: Context, target: SshTarget): Promise<RemoteWork | undefined> {
  const earlier = await workAtHand(ports, target, context.attempt, (attempt) => named(unitOf(context.run, attempt), limitOf(context)));
  if (earlier?.isAtWork !== true) return undefined;
  ports.operator.say(`${earlier.work.unit} is still at work on the exporter's host; following it`);
  return earlier.work;
}

async function begin(ports: Ports, context: Context, target: SshTarget): Promise<RemoteWork> {
  const place = exporterPlaceIn((await succeed(ports.shell, askService(target, USUAL_EXPORT))).stdout);
  if (place === undefined) throw new FailoverError("EXPORTER_NOT_CONFIGURED", { host: target.address, unit: USUAL_EXPORT });
  // One that began before the fence is of no more use, and holds the exporter's lock.
  await succeed(ports.shell, sshRun(target, ["sudo", "systemctl", "stop", USUAL_EXPORT], { timeoutSeconds: MINUTE }));
  // So does what an abandoned run has left at work.
  await succeed(ports.shell, endUnits(target, UNITS));
  const work = { unit: unitOf(context.run, context.attempt), limitSeconds: limitOf(context), ...exporterWork(place, USUAL_EXPORT + "-final", ["--for-run", context.run]) };
  await startWork(ports, target, work);
  return work;
}

/** What the export means: whether anything was written meanwhile, and who else has seen it. */
async function finish(ports: Ports, context: Context, { id, manifest, manifestSha256 }: FoundExport, notes: readonly string[]): Promise<FinalExport> {
  const [writtenSince, receipt] = await Promise.all([writtenSinceFence(ports, context), askWarden(ports, context, manifestSha256)]);
  const output: FinalExport = { exported: true, id, snapshotAt: manifest.snapshotAt, bytes: manifest.objects.reduce((sum, { bytes }) => sum + bytes, 0), writtenSince, notes: [...notes, ...receipt] };
  ports.operator.say(finalExportInWords(output) ?? "");
  return output;
}

/** Null where nobody can tell: the source may have gone dark since, which harms no backup that stands. */
async function writtenSinceFence(ports: Ports, context: Context): Promise<number | null> {
  const { exporter, writes } = readFenced(context.output("fence-source"));
  if (exporter === null || writes === null) return null;
  try {
    return writtenBetween(writes, await countSourceWrites(ports, context, exporter, 0)) ?? null;
  } catch (error) {
    if (endsTheSession(error)) throw error;
    return null;
  }
}

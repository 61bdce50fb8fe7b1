import { askService, endUnits, lastLineOf, type RemoteWork } from "../../core/commands/remote-unit.ts";
import { FailoverError } from "../../core/errors.ts";
import { exportedSchema } from "../../core/exported.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { asJson, readLooked, readRestored } from "../../core/restore-db/outputs.ts";
import { exporterPlaceIn, exporterWork, USUAL_EXPORT, type ExporterPlace } from "../exporter-work.ts";
import { followToEnd, startWork } from "../follow-work.ts";
import { sshTarget } from "../ssh-target.ts";
import type { Step } from "../step.ts";
import { succeed } from "../succeed.ts";
import { readSnapshot } from "./look-at-snapshots.ts";

const ID = "export-instance";
const UNITS = "failover-export-of-snapshot-";
const LIMIT_SECONDS = 12 * 60 * 60;

type What = { readonly host: string; readonly port: number; readonly snapshotTime: string };

/** As the exporter's own service: its user, keys, environment and state, so that its chain of manifests goes on; a spool of its own, so that what the hourly export left unsent stays. */
function workOf(run: string, attempt: number, place: ExporterPlace, { host, port, snapshotTime }: What): RemoteWork {
  const words = ["--from", "snapshot", "--source-host", host, "--source-port", String(port), "--snapshot-time", snapshotTime];
  return { unit: `${UNITS}${run}-${attempt}`, limitSeconds: LIMIT_SECONDS, ...exporterWork(place, "failover-export-snapshot", words) };
}

/** Has the exporter's host export the instance, as a unit that only it holds keys for, and follows it. */
export const exportInstance: Step = {
  id: ID,
  title: "Export it, on the exporter's host",
  needs: ["await-logins"],
  onInterrupted: "rerun",
  preview: (context) => [askService(sshTarget(context, "<look-at-database.exporter>"), USUAL_EXPORT)],
  check: async () => undefined,
  run: async (ports, context) => {
    const { address, port } = readRestored(context.output("restore-instance"));
    const { exporter } = readLooked(context.output("look-at-database"));
    const snapshot = readSnapshot(context.output("choose-snapshot"));
    const target = sshTarget(context, exporter.address);
    // One that an earlier call left at work reads an instance that is gone, and holds the exporter's lock.
    await succeed(ports.shell, endUnits(target, UNITS));
    const where = exporterPlaceIn((await succeed(ports.shell, askService(target, USUAL_EXPORT))).stdout);
    if (where === undefined) throw new FailoverError("EXPORTER_NOT_CONFIGURED", { host: exporter.address, unit: USUAL_EXPORT });
    const work = workOf(context.run, context.attempt, where, { host: address, port, snapshotTime: snapshot.createdAt });
    await startWork(ports, target, work);
    await followToEnd(ports, target, work, ID);
    const exported = parseJsonFrom(exportedSchema, (await succeed(ports.shell, lastLineOf(target, work))).stdout, "the exporter's host");
    return asJson({ ...exported, snapshot });
  },
};

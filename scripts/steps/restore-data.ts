import { resolve } from "node:path";
import { readChosenBackup } from "../core/chosen-backup.ts";
import { FailoverError } from "../core/errors.ts";
import { speaksOfBackup } from "../core/own-trouble.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { limitSecondsFor, restoreStateSchema, type Marker, type RestoreJob, type RestoreState } from "../core/restore-job.ts";
import { Secret } from "../core/secret.ts";
import type { Ports } from "../ports.ts";
import { onDatabaseHost, onDatabaseHostLater } from "./database-host.ts";
import { followOwnUnit } from "./follow-own-unit.ts";
import type { Context, Step } from "./step.ts";
import { succeed } from "./succeed.ts";

const ID = "restore-data";
const SECONDS = 60;

async function look({ shell }: Ports, context: Context): Promise<RestoreState> {
  const verb = ["agent-restore-state", "--run", context.run, "--database", context.settings.database.name];
  const { stdout } = await succeed(shell, onDatabaseHost(context, verb, { timeoutSeconds: SECONDS }));
  return parseJsonFrom(restoreStateSchema, stdout, "the database host");
}

const output = ({ backup, seconds, bytes, unit }: Marker) => ({ backup, seconds, bytes, unit });

/** The marker, if this very run set it for the backup that it has chosen: what another run restored may have taken writes since. */
function whole({ marker }: RestoreState, context: Context): Marker | undefined {
  const { id, manifestSha256 } = readChosenBackup(context.output("choose-backup"));
  return marker?.run === context.run && marker.backup === id && marker.manifestSha256 === manifestSha256 ? marker : undefined;
}

async function readFile({ files }: Ports, { projectDirectory }: Context, path: string, purpose: string): Promise<string> {
  const text = await files.read(resolve(projectDirectory, path));
  if (text === undefined) throw new FailoverError("FILE_MISSING", { path, purpose });
  return text;
}

async function begin(ports: Ports, context: Context, limitSeconds: number): Promise<string> {
  const { settings, run, attempt } = context;
  const { id, manifestName, manifestSha256 } = readChosenBackup(context.output("choose-backup"));
  const job: RestoreJob = {
    run,
    attempt,
    service: settings.service,
    backup: { id, manifestName, manifestSha256 },
    bucket: settings.storage.buckets.exports,
    endpoint: settings.storage.endpoint ?? null,
    project: settings.google.project,
    signer: await readFile(ports, context, settings.export.signer, "it tells the exporter's backups from anybody else's"),
    database: { name: settings.database.name, owner: settings.database.owner },
    limitSeconds,
  };
  const identity = await readFile(ports, context, settings.recovery.identity, "only the operations key opens a backup");
  const passwords = Object.fromEntries(Object.entries(settings.database.rolePasswords).map(([role, password]) => [role, password.reveal()]));
  const input = new Secret(JSON.stringify({ job, identity, passwords }));
  return (await succeed(ports.shell, onDatabaseHost(context, ["agent-restore-begin"], { timeoutSeconds: SECONDS, input }))).stdout.trim();
}

/** Restores the chosen backup as a unit on the database host, which goes on whatever becomes of this machine. */
export const restoreData: Step = {
  id: ID,
  title: "Restore the data",
  needs: ["configure-database", "choose-backup"],
  onInterrupted: "rerun",
  preview: (context) => [
    onDatabaseHostLater(context, ["agent-restore-begin"], { timeoutSeconds: SECONDS }),
    onDatabaseHostLater(context, ["agent-restore-follow", "--run", "<run>", "--unit", "<unit>"], { timeoutSeconds: SECONDS }),
  ],
  check: async (ports, context) => {
    const marker = whole(await look(ports, context), context);
    return marker === undefined ? undefined : output(marker);
  },
  run: async (ports, context) => {
    const limitSeconds = limitSecondsFor(readChosenBackup(context.output("choose-backup")).plainBytes);
    const state = await look(ports, context);
    const already = whole(state, context);
    if (already !== undefined) return output(already);
    const { liveUnit } = state;
    if (liveUnit !== null) ports.operator.say(`${liveUnit} is still at work on the database host; following it`);
    const unit = liveUnit ?? (await begin(ports, context, limitSeconds));
    await followOwnUnit(ports, context, { ...{ step: ID, unit, limitSeconds, verb: "agent-restore-follow" }, failed: (about) => new FailoverError(speaksOfBackup(about) ? "RESTORE_FAILED" : "RESTORE_HINDERED", about) });
    const marker = whole(await look(ports, context), context);
    if (marker === undefined) throw new FailoverError("RESTORE_FAILED", { unit, phase: "ending", what: "it ended well, but the database does not say that it holds this backup" });
    return output(marker);
  },
};

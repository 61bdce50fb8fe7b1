import { resolve } from "node:path";
import { readChosenBackup } from "../core/chosen-backup.ts";
import { FailoverError, type Facts } from "../core/errors.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { protectStateSchema, type ProtectJob, type ProtectKeys, type ProtectState } from "../core/protect-job.ts";
import { NO_SECOND_STORE, type ProtectOutput } from "../core/protection.ts";
import { recipientsIn } from "../core/recipients.ts";
import { limitSecondsFor } from "../core/restore-job.ts";
import { Secret } from "../core/secret.ts";
import type { Ports } from "../ports.ts";
import { onDatabaseHost, onDatabaseHostLater } from "./database-host.ts";
import { followOwnUnit } from "./follow-own-unit.ts";
import type { Context, Step } from "./step.ts";
import { succeed } from "./succeed.ts";

const ID = "protect-again";
const SECONDS = 60;

async function look({ shell }: Ports, context: Context): Promise<ProtectState> {
  const { stdout } = await succeed(shell, onDatabaseHost(context, ["agent-protect-state", "--run", context.run], { timeoutSeconds: SECONDS }));
  return parseJsonFrom(protectStateSchema, stdout, "the database host");
}

/** What this step puts out, once the backup was read back whole. */
function output({ status }: ProtectState, { settings }: Context): ProtectOutput | undefined {
  if (status?.state !== "done" || status.backup === null || settings.secondStore === undefined) return undefined;
  const { id, snapshotAt, objects, bytes } = status.backup;
  return { protected: true, backup: id, snapshotAt, bucket: settings.secondStore.bucket, objects, bytes, seconds: status.seconds };
}

/** It is read, sent, and read back. */
const limitOf = (context: Context): number => 3 * limitSecondsFor(readChosenBackup(context.output("choose-backup")).plainBytes);

async function begin(ports: Ports, context: Context, store: NonNullable<Context["settings"]["secondStore"]>): Promise<string> {
  const { settings, run, attempt, projectDirectory } = context;
  const read = async (path: string, purpose: string): Promise<string> => {
    const text = await ports.files.read(resolve(projectDirectory, path));
    if (text === undefined) throw new FailoverError("FILE_MISSING", { path, purpose });
    return text;
  };
  const recipients = await Promise.all(settings.export.recipients.map(async (path) => recipientsIn(await read(path, "its holder shall be able to open the backup"))));
  const { databases } = settings.export.source;
  const job: ProtectJob = {
    ...{ run, attempt, service: settings.service, jobs: settings.export.jobs },
    databases: databases?.length === 1 ? [settings.database.name] : databases,
    store: { endpoint: store.endpoint, region: store.region, bucket: store.bucket },
    recipients: recipients.flat(),
    signer: await read(store.signer, "it tells the mirror's backups from anybody else's"),
    limitSeconds: limitOf(context),
  };
  const keys: ProtectKeys = {
    identity: await read(settings.recovery.identity, "only what was opened again is known to open"),
    signingKey: await read(store.signingKey, "a backup without a signature is never restored"),
    accessKeyId: store.accessKeyId.reveal(),
    secretAccessKey: store.secretAccessKey.reveal(),
  };
  const input = new Secret(JSON.stringify({ job, keys }));
  return (await succeed(ports.shell, onDatabaseHost(context, ["agent-protect-begin"], { timeoutSeconds: SECONDS, input }))).stdout.trim();
}

/** Follows the unit to its end, and believes only what it wrote down of the backup. */
async function follow(ports: Ports, context: Context, unit: string, limitSeconds: number): Promise<ProtectOutput> {
  const failed = (about: Facts<"PROTECT_FAILED">) => new FailoverError("PROTECT_FAILED", about);
  await followOwnUnit(ports, context, { step: ID, unit, limitSeconds, verb: "agent-protect-follow", failed });
  const done = output(await look(ports, context), context);
  if (done === undefined) throw failed({ unit, phase: "ending", what: "it ended well, but does not say which backup it made" });
  return done;
}

/** The first export of the new primary, made on its host into a store outside both clouds, and read back: until then customers' new work lies in one place only. */
export const protectAgain: Step = {
  id: ID,
  title: "Protect the new primary again",
  needs: ["open-writes"],
  onInterrupted: "rerun",
  preview: (context) =>
    context.settings.secondStore === undefined
      ? []
      : [onDatabaseHostLater(context, ["agent-protect-begin"], { timeoutSeconds: SECONDS }), onDatabaseHostLater(context, ["agent-protect-follow", "--run", "<run>", "--unit", "<unit>"], { timeoutSeconds: SECONDS })],
  check: async (ports, context) => (context.settings.secondStore === undefined ? undefined : output(await look(ports, context), context)),
  run: async (ports, context) => {
    const store = context.settings.secondStore;
    if (store === undefined) return { protected: false, because: NO_SECOND_STORE } satisfies ProtectOutput;
    const state = await look(ports, context);
    const already = output(state, context);
    if (already !== undefined) return already;
    if (state.liveUnit !== null) ports.operator.say(`${state.liveUnit} is still at work on the database host; following it`);
    return follow(ports, context, state.liveUnit ?? (await begin(ports, context, store)), limitOf(context));
  },
};

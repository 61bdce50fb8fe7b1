import { manifestName, signatureName, sourceJsonName } from "../../core/backup-names.ts";
import { isExpected } from "../../core/errors.ts";
import { isStoreAway } from "../../core/store-away.ts";
import { findingText } from "../../core/export-findings.ts";
import { KIT_VERSION } from "../../core/kit-version.ts";
import { manifestBytes, parseManifest, sha256Of, type Manifest } from "../../core/manifest.ts";
import { signManifest } from "../../core/signature.ts";
import type { Dumped } from "../../core/spool-log.ts";
import type { HostPorts } from "../../host-ports.ts";
import { allEnded, eachInTurn } from "../all-ended.ts";
import { dumpDatabase, type DumpedDatabase } from "./dump-database.ts";
import { headStart, type HeadStart } from "./head-start.ts";
import type { ExportPlan } from "./plan.ts";
import { preflight, type Ready } from "./preflight.ts";
import { watched, type Watch } from "./progress.ts";
import { sealer, type Sealer } from "./seal-files.ts";
import { sessionsAt, type Sessions } from "./sessions.ts";
import { withSnapshots, type HeldSnapshot } from "./snapshots.ts";
import { beginSpool, type SpoolLog, type Unfinished } from "./spool.ts";

/** Tells what the source was, as the text of source.json. */
export type Facts = (ready: Ready) => Promise<string>;
export type Exported = {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  /** What the dump is a share of: how large the databases themselves were. */
  readonly databaseBytes: number;
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const directoryOf = (plan: ExportPlan, names: readonly string[]) => (database: string) => `${plan.spool}/${names.indexOf(database)}`;

function headOf(plan: ExportPlan, ready: Ready, dumps: readonly [DumpedDatabase, ...DumpedDatabase[]]): Dumped["head"] {
  const [first] = dumps;
  return {
    schema: "failover-kit/manifest/1",
    kit: KIT_VERSION,
    id: plan.id,
    kind: "pg_dump-directory",
    service: plan.service,
    snapshotAt: dumps.map(({ database }) => database.snapshotAt).reduce((a, b) => (a < b ? a : b)),
    source: { host: plan.source.host, serverVersion: ready.server, systemIdentifier: ready.systemIdentifier, lsn: first.database.lsn, ...(plan.from === "snapshot" ? { from: plan.from } : {}) },
    client: { pgDump: ready.client },
    ...first.roles,
    recipients: ready.recipients as [string, ...string[]],
    previous: plan.previous,
    ...(plan.forRun === undefined ? {} : { forRun: plan.forRun }),
    ...(ready.warnings.length === 0 ? {} : { warnings: [...ready.warnings] }),
  };
}

/** Several databases share the jobs; each has at least one. */
async function dumpAll(ports: HostPorts, plan: ExportPlan, held: readonly HeldSnapshot[], { seal, alone }: { readonly seal: Sealer; readonly alone: HeadStart }): Promise<readonly [DumpedDatabase, ...DumpedDatabase[]]> {
  const atATime = Math.min(held.length, plan.jobs);
  const jobs = Math.max(1, Math.floor(plan.jobs / atATime));
  const where = directoryOf(plan, held.map(({ name }) => name));
  let toBegin = held.length;
  const [first, ...others] = await eachInTurn(held, atATime, (one) => dumpDatabase(ports, plan, one, { directory: where(one.name), jobs, isLast: () => --toBegin === 0, alone, grows: (path) => seal.follow(one.name, path), whole: (path) => seal.add(one.name, path) }));
  if (first === undefined) throw new Error("an export without databases");
  return [first, ...others];
}

/** source.json and the signature first, the manifest last: without a manifest there is no backup. Its link is kept while the spool still lies there, so that whoever is killed between finds both. */
async function publish({ objects, files }: HostPorts, plan: ExportPlan, facts: string, bytes: Uint8Array): Promise<Pick<Exported, "manifest" | "manifestSha256">> {
  // What a restore would refuse to read must be noticed today, not on the day.
  const manifest = parseManifest(bytes, manifestName(plan.service, plan.id));
  const signature = Buffer.from(`${signManifest(bytes, plan.signingKey.pem, plan.signingKey.path)}\n`);
  // A name that is taken is ours, and an answer got lost: no other export has this id, and the store takes nothing whose checksum differs.
  await allEnded([
    objects.create(plan.bucket, sourceJsonName(plan.service, plan.id), Buffer.from(facts)),
    objects.create(plan.bucket, signatureName(plan.service, plan.id), signature),
  ]);
  await objects.create(plan.bucket, manifestName(plan.service, plan.id), bytes);
  const manifestSha256 = sha256Of(bytes);
  if (plan.chain !== undefined) await files.write(plan.chain, `${manifestSha256}\n`);
  return { manifest, manifestSha256 };
}

/** From here on the source is no longer needed: what is dumped is sent, described and published. */
async function finish(ports: HostPorts, plan: ExportPlan, dumped: Dumped, { seal, log, manifest }: { readonly seal: Sealer; readonly log: SpoolLog; readonly manifest?: string | undefined }): Promise<Exported> {
  const objects = await seal.end();
  const facts = Buffer.from(dumped.facts);
  const text =
    manifest ??
    Buffer.from(
      manifestBytes({
        ...dumped.head,
        createdAt: ports.clock.now().toISOString(),
        databases: dumped.databases,
        objects,
        sourceFacts: { name: sourceJsonName(plan.service, plan.id), bytes: facts.length, sha256: sha256Of(facts) },
      }),
    ).toString();
  if (manifest === undefined) await log({ type: "described", manifest: text });
  const exported = await publish(ports, plan, dumped.facts, Buffer.from(text));
  await seal.cleared();
  ports.operator.say(`backup ${plan.id} stands: ${objects.length} objects, ${megabytes(objects.reduce((sum, { bytes }) => sum + bytes, 0))}`);
  return { ...exported, databaseBytes: dumped.databaseBytes };
}

type Asked = { readonly facts: Facts; readonly watch: Watch; /** Told when nothing of the source is needed any more. */ readonly isDumped: () => void };

async function exportInSpool(ports: HostPorts, plan: ExportPlan, sessions: Sessions, { facts, watch, isDumped }: Asked): Promise<Exported> {
  const { operator } = ports;
  const ready = await preflight(ports, plan, sessions);
  const names = ready.databases.map(({ name }) => name);
  await sessions.closeAllBut(names);
  operator.say(`export ${plan.id}: PostgreSQL ${ready.server} at ${plan.source.host}, ${names.join(", ")}`);
  for (const warning of ready.warnings) operator.say(`to know: ${findingText(warning)}`);

  const databaseBytes = ready.databases.reduce((sum, { bytes }) => sum + bytes, 0);
  const log = await beginSpool(ports, plan);
  const seal = sealer(ports, plan, { log, directoryOf: directoryOf(plan, names) });
  return watched(ports, plan, { watch, seal, directories: names.map(directoryOf(plan, names)), databaseBytes }, () => orAbandoned(seal, async () => {
    const alone = headStart(ports);
    const dumping = withSnapshots(sessions, names, { standby: ready.inRecovery ? plan.source.host : undefined, snapshotTime: plan.snapshotTime }, (held) => dumpAll(ports, plan, held, { seal, alone })).finally(alone.end);
    const [dumps, told] = await allEnded([dumping, alone.over.then(() => facts(ready))]);
    const [first, ...others] = dumps.map(({ database }) => database);
    if (first === undefined) throw new Error("an export without databases");
    const dumped: Dumped = { type: "dumped", head: headOf(plan, ready, dumps), databases: [first, ...others], databaseBytes, files: [...seal.files()], facts: told };
    await log(dumped);
    isDumped();
    operator.say(`dumped, as of ${dumped.head.snapshotAt}: ${seal.files().length} files`);
    return finish(ports, plan, dumped, { seal, log });
  }));
}

/** What fails is told when nothing is on its way any more: whoever hears of it removes what is read. */
const orAbandoned = <T>(seal: Sealer, work: () => Promise<T>): Promise<T> =>
  work().catch(async (error: unknown) => {
    await seal.abandon(error);
    await seal.cleared();
    throw error;
  });

/** Makes one backup: dump, count, encrypt, upload, sign. It exists when this resolves; until then nothing can be mistaken for it. */
export async function exportBackup(ports: HostPorts, plan: ExportPlan, facts: Facts, watch: Watch = {}): Promise<Exported> {
  const spool = { keep: false, hasDump: false };
  const sessions = sessionsAt(ports, plan);
  try {
    return await exportInSpool(ports, plan, sessions, { facts, watch, isDumped: () => (spool.hasDump = true) });
  } catch (error) {
    // A store that gave no answer may give one next time, and whoever stops the kit may start it again; the dump need not be made again.
    spool.keep = isStoreAway(error) || (spool.hasDump && isExpected(error) && error.code === "COMMAND_STOPPED");
    throw error;
  } finally {
    await sessions.closeAllBut([]);
    if (!spool.keep) await ports.disk.remove(plan.spool);
  }
}

/** Finishes an export whose dump was whole when it was cut off. What the store still does not take stays for the next time. */
export async function finishExport(ports: HostPorts, { plan, spooled, log }: Unfinished, watch: Watch = {}): Promise<Exported> {
  const { dumped } = spooled;
  const names = dumped.databases.map(({ name }) => name);
  ports.operator.say(`export ${plan.id} was cut off after its dump of ${dumped.head.snapshotAt}; ${spooled.confirmed.size} of ${dumped.files.length} files are there, the rest is sent now`);
  const seal = sealer(ports, plan, { log, directoryOf: directoryOf(plan, names), earlier: spooled });
  const exported = await watched(ports, plan, { watch, seal, directories: names.map(directoryOf(plan, names)), databaseBytes: dumped.databaseBytes }, () => finish(ports, plan, dumped, { seal, log, manifest: spooled.manifest }));
  await ports.disk.remove(plan.spool);
  return exported;
}

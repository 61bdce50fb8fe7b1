import { decrypt } from "../../core/commands/age.ts";
import { readWhole } from "../../core/commands/read-archive.ts";
import { FailoverError, isExpected } from "../../core/errors.ts";
import { lastLine } from "../../core/last-words.ts";
import { isOwnTrouble } from "../../core/own-trouble.ts";
import { plainBytesOf, sha256Of, type Manifest, type ManifestObject } from "../../core/manifest.ts";
import { stopwatch } from "../../core/progress-line.ts";
import type { HostPorts } from "../../host-ports.ts";
import { eachInTurn } from "../all-ended.ts";
import { unpackFile } from "../restore/unpack-file.ts";

export type Level2 = { readonly bucket: string; readonly identityFile: string; readonly directory: string; readonly jobs: number };

/** Of the last word of a program that failed, as much as belongs into a finding. */
const saidLast = (text: string): string => lastLine(text).slice(0, 200);

/** Fetches, opens and hashes every file of a backup, and has PostgreSQL read each database's archive whole. Everything found, not only the first. */
export async function verifyLevel2(ports: HostPorts, manifest: Manifest, { bucket, identityFile, directory, jobs }: Level2): Promise<readonly string[]> {
  const { disk } = ports;
  const tell = progressOf(ports, manifest);
  const findings: string[] = [];
  for (const [place, { name }] of manifest.databases.entries()) {
    const objects = manifest.objects.filter(({ database }) => database === name).sort((a, b) => b.bytes - a.bytes);
    await refuseWithoutSpace(ports, directory, objects, jobs);
    const dump = `${directory}/${place}`;
    await disk.makePrivate(dump);
    try {
      const found = await eachInTurn(objects, jobs * 2, async (object) => {
        const problem = await openAndCompare(ports, { bucket, identityFile }, object, `${dump}/${object.path}`);
        tell(object.bytes);
        return problem === undefined ? [] : [`${object.name} ${problem}`];
      });
      findings.push(...found.flat());
      // A damaged file would be told a second time, in other words.
      if (found.flat().length === 0) findings.push(...(await unreadable(ports, name, dump)));
    } finally {
      await disk.remove(dump);
    }
  }
  return [...findings, ...(await changedFacts(ports, bucket, manifest))];
}

async function changedFacts({ objects }: HostPorts, bucket: string, { sourceFacts }: Manifest): Promise<readonly string[]> {
  if (sourceFacts === undefined) return [];
  const bytes = await objects.read(bucket, sourceFacts.name);
  return bytes !== undefined && sha256Of(bytes) === sourceFacts.sha256 ? [] : [`${sourceFacts.name} is not what its manifest says: its SHA-256 differs`];
}

async function openAndCompare({ disk, objects, shell }: HostPorts, { bucket, identityFile }: Pick<Level2, "bucket" | "identityFile">, object: ManifestObject, to: string): Promise<string | undefined> {
  const sealedPath = `${to}.age`;
  try {
    await objects.readToFile(bucket, object.name, sealedPath);
    const sealed = await disk.digest(sealedPath);
    if (sealed.bytes !== object.bytes) return `has ${sealed.bytes} bytes instead of ${object.bytes}`;
    if (sealed.sha256 !== object.sha256) return "is not what its manifest says: its SHA-256 differs";
    const { exitCode, stderr } = await shell.run(decrypt({ identityFile, from: sealedPath, to }));
    if (exitCode !== 0) refuseOwnTrouble("age", stderr);
    if (exitCode !== 0) return `cannot be decrypted: ${saidLast(stderr)}`;
    const plain = await disk.digest(to);
    if (plain.bytes !== object.plainBytes || plain.sha256 !== object.plainSha256) return "decrypts to something else than its manifest says";
    return await unpackFile({ disk, shell }, object, to).then(() => undefined, packTrouble);
  } finally {
    await disk.remove(sealedPath);
  }
}

function packTrouble(error: unknown): string {
  if (!isExpected(error) || error.code !== "COMMAND_FAILED") throw error;
  const { what } = error.advice;
  refuseOwnTrouble("tar", what);
  return `cannot be unpacked: ${saidLast(what)}`;
}

async function unreadable({ shell }: HostPorts, database: string, dump: string): Promise<readonly string[]> {
  const { exitCode, stderr } = await shell.run(readWhole(dump));
  if (exitCode !== 0) refuseOwnTrouble("pg_restore", stderr);
  return exitCode === 0 ? [] : [`the archive of database ${database} cannot be read to its end: ${saidLast(stderr)}`];
}

/** A backup that is called damaged is never restored, and is rotated away: what lies at this machine must not be taken for it. */
function refuseOwnTrouble(tool: string, said: string): void {
  if (isOwnTrouble(said)) throw new FailoverError("VERIFY_HINDERED", { tool, said: saidLast(said) });
}

/** Plain files of one database, and the sealed ones that are being opened. */
async function refuseWithoutSpace({ disk }: HostPorts, directory: string, objects: readonly ManifestObject[], jobs: number): Promise<void> {
  await disk.makePrivate(directory);
  const sealed = objects.slice(0, jobs * 2).reduce((sum, { bytes }) => sum + bytes, 0);
  const neededBytes = sealed + plainBytesOf({ objects });
  const freeBytes = await disk.freeBytes(directory);
  if (freeBytes < neededBytes) throw new FailoverError("VERIFY_NO_SPACE", { directory, freeBytes, neededBytes });
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Says how far it has come and when it is likely to end, at most once a second. */
function progressOf({ operator, clock }: HostPorts, { objects, id }: Manifest): (bytes: number) => void {
  const begun = clock.elapsed();
  const all = objects.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  let told = begun;
  return (bytes) => {
    done += bytes;
    const now = clock.elapsed();
    if (now - told < 1 && done < all) return;
    told = now;
    const toGo = ((now - begun) * (all - done)) / Math.max(1, done);
    operator.progress("verify-export", `${id}: ${megabytes(done)} of ${megabytes(all)} MB opened in ${stopwatch(now - begun)}, ${done < all ? `about ${stopwatch(toGo)} to go` : "PostgreSQL reads the rest"}`);
  };
}

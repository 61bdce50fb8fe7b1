import { ageVersion, readerVersion } from "../../core/commands/read-archive.ts";
import type { Command } from "../../core/commands/command.ts";
import { FailoverError, isExpected } from "../../core/errors.ts";
import { parseManifest, type Manifest } from "../../core/manifest.ts";
import { manifestName } from "../../core/backup-names.ts";
import { majorOf, versionIn } from "../../core/server-version.ts";
import type { World } from "../../world.ts";
import { inProject } from "../project.ts";
import type { Archive } from "./archive.ts";
import { verifyLevel1 } from "./level-1.ts";
import { verifyLevel2 } from "./level-2.ts";
import type { Checked, Outcome } from "./level.ts";
import { recorded } from "./record-level.ts";

type Wanted = { readonly backup: string | undefined; readonly work: string };

/** Level 2 of one backup, the newest that is there if none is named; its findings are recorded. One that fails level 1 fails here as well. */
export async function runLevel2(archive: Archive, world: World, { backup, work }: Wanted): Promise<Outcome> {
  const { project, ports, signer, receipts } = archive;
  const { service, storage, export: exporting } = project.written;
  const bucket = storage.buckets.exports;
  const identity = await identityHere(archive, world);
  const { backups, findings } = await verifyLevel1(ports, { service, bucket, signer, readChain: async () => receipts?.read(), backup });
  const [newest] = backups;
  if (newest === undefined) throw new FailoverError("NO_SOUND_BACKUP", { bucket, refused: findings });
  const begun = world.clock.elapsed();
  const finished = (found: readonly string[]): Checked => ({ ...newest, findings: found, seconds: Math.round((world.clock.elapsed() - begun) * 1000) / 1000 });
  if (newest.findings.length > 0) return recorded(archive, world, { level: 2, backups: [finished(newest.findings)], findings });

  const name = manifestName(service, newest.id);
  const manifest = parseManifest((await ports.objects.read(bucket, name)) ?? new Uint8Array(), name);
  await refuseWrongIdentity(manifest, identity, world);
  await refuseWithoutTools(archive, manifest);
  const directory = `${work}/${newest.id}`;
  try {
    const found = await verifyLevel2(ports, manifest, { bucket, identityFile: identity.path, directory, jobs: exporting.jobs });
    return await recorded(archive, world, { level: 2, backups: [finished(found)], findings });
  } finally {
    await ports.disk.remove(directory);
  }
}

type Identity = { readonly path: string; readonly text: string };

/** The private key to verify with: the verifier's, or where that is not set, the operations key. */
async function identityHere({ project }: Archive, world: World): Promise<Identity> {
  const { verification, recovery } = project.written;
  const variables = [verification?.identity, recovery.identity].filter((variable) => variable !== undefined);
  const named = variables.map((variable) => world.env[variable.slice(1)] ?? "").find((value) => value !== "");
  if (named === undefined) throw new FailoverError("VERIFY_NO_IDENTITY", { variables });
  const path = inProject(project, named);
  const text = await world.files.read(path);
  if (text === undefined) throw new FailoverError("FILE_MISSING", { path, purpose: "only a recipient's private key opens a backup" });
  return { path, text };
}

/** Keys of another kind than age's own have no public half that could be told from them here. */
async function refuseWrongIdentity({ id: backup, recipients }: Manifest, { path, text }: Identity, world: World): Promise<void> {
  if (!text.includes("AGE-SECRET-KEY-1")) return;
  const own = (await (await world.keys()).age.publicOf(text)).trim();
  if (!recipients.includes(own)) throw new FailoverError("VERIFY_WRONG_IDENTITY", { path, backup, recipients });
}

async function refuseWithoutTools({ ports }: Archive, { client }: Manifest): Promise<void> {
  const versionOf = async (command: Command): Promise<string> => {
    try {
      return (await ports.shell.run(command)).stdout;
    } catch (error) {
      if (isExpected(error) && error.code === "COMMAND_NOT_STARTED") throw new FailoverError("VERIFY_TOOL_MISSING", { tool: command.file, reason: "is not there" }, { cause: error });
      throw error;
    }
  };
  await versionOf(ageVersion);
  const reader = versionIn(await versionOf(readerVersion)) ?? "0";
  if (majorOf(reader) < majorOf(client.pgDump)) throw new FailoverError("VERIFY_TOOL_MISSING", { tool: "pg_restore", reason: `is of version ${reader}; the dump was made with ${client.pgDump}` });
}

import { FailoverError } from "../../core/errors.ts";
import { CATALOGUE_FILE, catalogueSchema, type Catalogue } from "../../core/fidelity/catalogue.ts";
import { parseManifest, sha256Of, type Manifest } from "../../core/manifest.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { keptPaths, WORK_DIRECTORY } from "../../core/restore-job.ts";
import type { HostPorts } from "../../host-ports.ts";
import { dumpDirectory } from "./fetch-backup.ts";

type Reach = Pick<HostPorts, "disk" | "files">;

/** Keeps what a verification compares with, on this host: it needs neither the bucket nor a key. Of earlier runs nothing stays. */
export async function keepFacts({ disk, files }: Reach, { manifest, bytes, run }: { readonly manifest: Manifest; readonly bytes: Uint8Array; readonly run: string }): Promise<void> {
  const kept = keptPaths(run);
  await disk.remove(kept.all);
  await disk.makePrivate(kept.directory);
  await files.write(kept.manifest, Buffer.from(bytes).toString());
  for (const [place, { name }] of manifest.databases.entries()) {
    const text = await files.read(`${dumpDirectory(manifest, name, WORK_DIRECTORY)}/${CATALOGUE_FILE}`);
    if (text !== undefined) await files.write(kept.catalogue(place), text);
  }
}

/** What the source said of a database's objects; backups of older kits do not tell. */
export async function keptCatalogue({ files }: Pick<Reach, "files">, run: string, place: number): Promise<Catalogue | undefined> {
  const path = keptPaths(run).catalogue(place);
  const text = await files.read(path);
  return text === undefined ? undefined : parseJsonFrom(catalogueSchema, text, path);
}

/** The manifest that was restored here, which must be the one the run chose. */
export async function keptManifest({ files }: Pick<Reach, "files">, run: string, sha256: string): Promise<Manifest> {
  const name = keptPaths(run).manifest;
  const text = await files.read(name);
  if (text === undefined) throw new FailoverError("BACKUP_DAMAGED", { name, problem: "is not on the database host, where the restore left it" });
  const bytes = Buffer.from(text);
  if (sha256Of(bytes) !== sha256) throw new FailoverError("BACKUP_DAMAGED", { name, problem: "is not the manifest that this run chose" });
  return parseManifest(bytes, name);
}

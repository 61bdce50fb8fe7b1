import * as query from "../../scripts/core/catalogue-queries.ts";
import { manifestBytes, sha256Of, type Manifest } from "../../scripts/core/manifest.ts";
import { CONTENTS_FILE } from "../../scripts/core/pack.ts";
import { hostPaths, type RestoreJob } from "../../scripts/core/restore-job.ts";
import type { Disk, HostPorts } from "../../scripts/host-ports.ts";
import { backupName, dataObject, keyPair, manifestOf, signed } from "./backups.ts";
import { memoryStore } from "./memory-store.ts";
import { paperSource } from "./paper-source.ts";
import { scriptedShell, type Answer } from "./scripted-shell.ts";
import { memoryFiles, sleepingClock } from "./step-world.ts";

const exporter = keyPair();
/** What the restore is of. */
export const manifest = manifestOf({ providerRoles: ["rds_superuser"] });
/** Run r1's second attempt at it. */
export const job: RestoreJob = {
  run: "r1",
  attempt: 2,
  service: "shop",
  backup: { id: backupName, manifestName: `shop/${backupName}/manifest.json`, manifestSha256: sha256Of(manifestBytes(manifest)) },
  bucket: "exports",
  endpoint: null,
  project: "shop",
  signer: exporter.signer,
  database: { name: "shop", owner: "shop" },
  limitSeconds: 900,
};
/** A table with rows, and a trigger. */
export const LIST = "10; 1259 2 TABLE public orders shop\n11; 0 2 TABLE DATA public orders shop\n12; 2620 3 TRIGGER public orders watch shop\n";
/** Of these, what is built over rows. */
export const POST_DATA = "12; 2620 3 TRIGGER public orders watch shop\n";
const lists = { "pg_restore --list --section=post-data": { stdout: POST_DATA }, "pg_restore --list /": { stdout: LIST } };

/** A database host on paper: what would be downloaded is what the manifest says. */
export async function restoreWorld({ answers = {}, commands = {}, free = 1e9, given = manifest }: { answers?: Record<string, readonly unknown[]>; commands?: Record<string, Answer | readonly Answer[]>; free?: number; given?: Manifest } = {}) {
  const store = memoryStore();
  const { bytes, signature } = signed(given, exporter);
  for (const [name, body] of [[dataObject.name, dataObject.body], [`shop/${backupName}/manifest.sig`, signature], [job.backup.manifestName, bytes]] as const) await store.objects.create("exports", name, body);
  const source = paperSource({
    [query.databaseExists("shop")]: [{ name: "shop" }],
    [query.occupancy]: [{ ours: false, relations: 0 }],
    [query.marker]: [],
    [query.existingRoles]: [{ name: "postgres", superuser: true }, { name: "shop", superuser: false }],
    ...answers,
  });
  const { shell, ran } = scriptedShell({ ...commands, nproc: { stdout: "2" }, "age --decrypt": {}, chown: {}, ...lists, pg_restore: {}, vacuumdb: {}, "systemctl restart": {}, "systemctl list-units": {}, "systemd-run": {}, ...commands });
  const [object] = manifest.objects;
  const removed: string[] = [];
  const disk: Disk = {
    makePrivate: async () => undefined,
    files: async () => [CONTENTS_FILE],
    digest: () => Promise.reject(new Error("a restore asks the store for no checksum")),
    // Whoever hears of the end finds gone what was removed before.
    remove: async (path) => void ((files.written.get(hostPaths("r1").status) ?? "").includes('"done"') || removed.push(path)),
    freeBytes: async () => free,
    hash: async () => ({ bytes: 4, sha256: object?.plainSha256 ?? "" }),
    append: async () => undefined,
    move: async () => undefined,
    bytesIn: async () => 0,
    bytesOf: async () => 0,
    follow: () => { throw new Error("a restore follows no file"); },
  };
  const files = memoryFiles();
  const objects = { ...store.objects, readToFile: async () => ({ bytes: 6, sha256: object?.sha256 ?? "" }) };
  const ports: HostPorts = { shell, files, objects, disk, sql: source.sql, clock: sleepingClock(), operator: { say: () => undefined, progress: () => undefined } };
  const status = () => JSON.parse(files.written.get(hostPaths("r1").status) ?? "null") as unknown;
  return { ports, source, ran, removed, files, status };
}

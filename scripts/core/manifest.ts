import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "./canonical-json.ts";
import { FailoverError } from "./errors.ts";
import { problemsOf } from "./problems.ts";

const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime();
const named = { schema: z.string(), name: z.string() };

/** The content sum is there when the export was asked for it. */
const table = z.object({ ...named, rows: count, sum: z.string().regex(/^\d+$/).optional() });
const sequence = z.object({ ...named, lastValue: z.string().nullable(), increment: z.string() });
const extension = z.object({ name: z.string(), version: z.string(), schema: z.string() });
const serverSetting = z.object({ name: z.string(), value: z.string() });
const setting = z.object({ role: z.string().nullable(), name: z.string(), value: z.string() });
const constraint = z.object({ schema: z.string(), table: z.string(), name: z.string() });

/** What a manifest says of one database. */
export const databaseSchema = z.object({
  name: z.string(),
  owner: z.string(),
  encoding: z.string(),
  locale: z.object({ provider: z.string(), collate: z.string(), ctype: z.string(), name: z.string().nullable() }),
  /** Who may connect, create and so on; null for PostgreSQL's own defaults. No grantee means everybody. */
  privileges: z.array(z.object({ grantee: z.string().nullable(), privilege: z.string(), grantable: z.boolean() })).nullable(),
  /** CONNECTION LIMIT, where there is one; earlier kits do not tell. */
  connectionLimit: z.number().int().positive().optional(),
  /** The C library's orders of text that the database's columns and indexes use, by their locales; earlier kits do not tell. */
  collations: z.array(z.string()).optional(),
  /** Everything acknowledged before this instant is in the dump. */
  snapshotAt: instant,
  lsn: z.string(),
  tables: z.array(table),
  sequences: z.array(sequence),
  extensions: z.array(extension),
  /** The user's rows in tables of extensions; earlier kits do not tell. */
  extensionTables: z.array(z.object({ ...named, extension: z.string(), rows: count })).optional(),
  /** ALTER DATABASE … SET, and ALTER ROLE … IN DATABASE … SET where a role is named. */
  settings: z.array(setting),
  /** How much disk the database took at the source, indexes included. */
  bytes: count.optional(),
  /** Constraints the source itself had not validated. */
  notValid: z.array(constraint),
  largeObjects: count,
  /** How many of each class of object, for a first look at fidelity. */
  catalogue: z.record(z.string(), count),
});

const role = z.object({
  name: z.string(),
  login: z.boolean(),
  inherit: z.boolean(),
  createDatabase: z.boolean(),
  createRole: z.boolean(),
  bypassRowSecurity: z.boolean(),
  connectionLimit: z.number().int(),
  memberOf: z.array(z.object({ role: z.string(), admin: z.boolean(), inherit: z.boolean(), set: z.boolean() })),
  settings: z.array(serverSetting),
});

const object = z.object({
  name: z.string(),
  database: z.string(),
  /** The file's name inside that database's pg_dump directory. */
  path: z.string().regex(/^[A-Za-z0-9_.-]+$/).refine((path) => !/^\.+$/.test(path)),
  bytes: count,
  plainBytes: count,
  sha256,
  plainSha256: sha256,
  crc32c: z.string(),
  generation: z.string(),
  /** It holds many small files of the dump, and is no file of it itself. */
  packed: z.literal("tar").optional(),
});

/** What the source has, or is, that an export can carry only in part, and what to do about it. */
const warning = z.object({ kind: z.string(), what: z.string(), remedy: z.string() });

/** What docs/backup-format.md describes. Readers ignore fields they do not know; a changed meaning takes a new schema name. */
export const manifestSchema = z.object({
  schema: z.literal("failover-kit/manifest/1"),
  kit: z.string(),
  id: z.string(),
  kind: z.literal("pg_dump-directory"),
  service: z.string(),
  createdAt: instant,
  /** The earliest of the databases' snapshots. */
  snapshotAt: instant,
  /** `from` is there only where the data are older than the export: a server made from a snapshot. */
  source: z.object({ host: z.string(), serverVersion: z.string(), systemIdentifier: z.string().nullable(), lsn: z.string(), from: z.literal("snapshot").optional() }),
  client: z.object({ pgDump: z.string() }),
  databases: z.array(databaseSchema).nonempty(),
  roles: z.array(role),
  /** Roles that belong to the cloud provider: named, so that grants to them can be dropped on purpose. */
  providerRoles: z.array(z.string()),
  /** ALTER ROLE ALL SET, which holds for everybody; earlier kits do not tell. */
  serverSettings: z.array(serverSetting).optional(),
  objects: z.array(object),
  recipients: z.array(z.string()).nonempty(),
  previous: sha256.nullable(),
  /** The run whose final export it is: made once that run had closed the source to writes. */
  forRun: z.string().optional(),
  /** The plain object beside the manifest that tells what the source was: core/source-json.ts. */
  sourceFacts: z.object({ name: z.string(), bytes: count, sha256 }).optional(),
  warnings: z.array(warning).optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestDatabase = Manifest["databases"][number];
export type ManifestObject = Manifest["objects"][number];
export type ManifestWarning = NonNullable<Manifest["warnings"]>[number];
export type ManifestRole = Manifest["roles"][number];
export type ServerSetting = z.infer<typeof serverSetting>;

/** The bytes that are stored, hashed and signed: keys sorted, one line, a newline at the end. */
export const manifestBytes = (manifest: Manifest): Uint8Array => Buffer.from(`${canonicalJson(manifest)}\n`);

/** How many bytes a restore has to load, as the dump wrote them. */
export const plainBytesOf = ({ objects }: { readonly objects: readonly Pick<ManifestObject, "plainBytes">[] }): number => objects.reduce((sum, { plainBytes }) => sum + plainBytes, 0);

/** The name under which a manifest is pinned in a journal and in the next manifest. */
export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Untrusted bytes in, a trusted manifest out; every problem at once. */
export function parseManifest(bytes: Uint8Array, name: string): Manifest {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new FailoverError("MANIFEST_UNREADABLE", { name, problems: ["it is not JSON"] });
  }
  const parsed = manifestSchema.safeParse(raw);
  if (!parsed.success) throw new FailoverError("MANIFEST_UNREADABLE", { name, problems: problemsOf(parsed.error) });
  return parsed.data;
}

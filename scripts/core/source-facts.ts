import { z } from "zod";
import type { Manifest, ManifestDatabase, ServerSetting } from "./manifest.ts";
import { trusted } from "./parse-untrusted.ts";

const named = z.object({ schema: z.string(), name: z.string() });

/** The shape of each catalogue query's rows. */
export const rows = {
  server: z.object({ version: z.string(), databaseBytes: z.string(), mayIdentify: z.boolean() }),
  identifier: z.object({ identifier: z.string() }),
  snapshot: z.object({ snapshot: z.string(), snapshotAt: z.string(), lsn: z.string(), inRecovery: z.boolean() }),
  database: z.object({
    name: z.string(),
    owner: z.string(),
    encoding: z.string(),
    collate: z.string(),
    ctype: z.string(),
    provider: z.string(),
    locale: z.string().nullable(),
    connectionLimit: z.number(),
    privileges: z.array(z.object({ grantee: z.string().nullable(), privilege: z.string(), grantable: z.boolean() })).nullable(),
  }),
  table: named.extend({ readable: z.boolean().default(true) }),
  replayed: z.object({ replayedUntil: z.string().nullable() }),
  tableRows: named.extend({ rows: z.number(), sum: z.string().optional() }),
  sequence: named.extend({ lastValue: z.string().nullable(), increment: z.string() }),
  sequenceColumn: z.object({ schema: z.string(), sequence: z.string(), tableSchema: z.string(), table: z.string(), column: z.string(), increment: z.string() }),
  sequenceBehind: z.object({ schema: z.string(), sequence: z.string(), table: z.string(), column: z.string() }),
  extension: z.object({ name: z.string(), version: z.string(), schema: z.string() }),
  extensionTable: named.extend({ extension: z.string(), condition: z.string() }),
  extensionRows: named.extend({ extension: z.string(), rows: z.number() }),
  notValid: z.object({ schema: z.string(), table: z.string(), name: z.string() }),
  classCount: z.object({ kind: z.string(), count: z.number() }),
  count: z.object({ count: z.number() }),
  role: z.object({
    name: z.string(),
    login: z.boolean(),
    inherit: z.boolean(),
    createDatabase: z.boolean(),
    createRole: z.boolean(),
    bypassRowSecurity: z.boolean(),
    connectionLimit: z.number(),
    memberOf: z.array(z.object({ role: z.string(), admin: z.boolean(), inherit: z.boolean(), set: z.boolean() })),
  }),
  setting: z.object({ database: z.string().nullable(), role: z.string().nullable(), name: z.string(), value: z.string() }),
  existingRole: z.object({ name: z.string(), superuser: z.boolean() }),
  name: z.object({ name: z.string() }),
  bytes: z.object({ bytes: z.number() }),
  process: z.object({ pid: z.int().positive() }),
  thereOrNot: z.object({ there: z.boolean() }),
  occupancy: z.object({ ours: z.boolean(), relations: z.number() }),
} as const;

export type Role = z.infer<typeof rows.role>;
export type Setting = z.infer<typeof rows.setting>;

/** Rows of one shape out of a server's answer, or an error that says what was wrong with it. */
export const parseRows = <T>(shape: z.ZodType<T>, answer: readonly unknown[], what: string): readonly T[] =>
  trusted(z.array(shape), answer, `the database server, asked for ${what},`);

/** Roles and settings of the cloud provider's own begin so; they mean nothing on another provider's server. */
const isProviders = (name: string): boolean => /^(rds|cloudsql)/.test(name);

/** What of the server's roles travels: the company's own, without passwords; the provider's only by name. */
export function carriedRoles(all: readonly Role[], settings: readonly Setting[]): Pick<Manifest, "roles" | "providerRoles"> {
  const own = all.filter(({ name }) => !isProviders(name));
  return {
    providerRoles: all.filter(({ name }) => isProviders(name)).map(({ name }) => name),
    roles: own.map((role) => ({
      ...role,
      memberOf: role.memberOf.filter((group) => !isProviders(group.role)),
      settings: settings
        .filter((setting) => setting.database === null && setting.role === role.name && !isProviders(setting.name))
        .map(({ name, value }) => ({ name, value })),
    })),
  };
}

/** What the server was told for everybody with ALTER ROLE ALL SET, but for what could keep a restore out of its own server. */
export const carriedServerSettings = (settings: readonly Setting[]): readonly ServerSetting[] =>
  settings.filter(({ database, role, name }) => database === null && role === null && !isProviders(name) && !shutsOut(name)).map(({ name, value }) => ({ name, value }));

/** How many may connect to a database, where that is limited; none at all would be a source that was closed, and would close the mirror. */
export const carriedConnectionLimit = (connectionLimit: number): Pick<ManifestDatabase, "connectionLimit"> => (connectionLimit > 0 ? { connectionLimit } : {});

/** By this the fence of a graceful failover closes a database at its source; carried along, it would close the mirror. */
export const FENCE_SETTING = "default_transaction_read_only";
const SHUTTING_OUT: ReadonlySet<string> = new Set([FENCE_SETTING, "role", "session_authorization", "session_preload_libraries", "local_preload_libraries"]);
/** Whether a setting, in force for everybody, could keep the restore's own superuser from connecting or writing. */
export const shutsOut = (name: string): boolean => SHUTTING_OUT.has(name);

const isFence = ({ role, name }: Setting): boolean => role === null && name === FENCE_SETTING;

/** What was said with ALTER DATABASE … SET, for everybody or for one of the company's own roles; not the fence of a failover. */
export const carriedSettings = (settings: readonly Setting[], database: string): ManifestDatabase["settings"] =>
  settings
    .filter((setting) => setting.database === database && !isProviders(setting.name) && !isProviders(setting.role ?? "") && !isFence(setting))
    .map(({ role, name, value }) => ({ role, name, value }));

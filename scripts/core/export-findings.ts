import { isProviders } from "./fidelity/provider-extensions.ts";
import type { ManifestWarning } from "./manifest.ts";
import { majorOf } from "./server-version.ts";

type Relation = { readonly schema: string; readonly name: string };

/** What one database shows to the role that exports it. */
export type ObservedDatabase = {
  readonly name: string;
  readonly mayConnect: boolean;
  readonly rowSecured: readonly Relation[];
  readonly ungranted: readonly (Relation & { readonly kind: string; readonly lacks: string })[];
  readonly unreadableLargeObjects: number;
  readonly unlogged: readonly Relation[];
  readonly extensions: readonly string[];
  readonly collations: readonly { readonly name: string; readonly uses: number }[];
  readonly subscriptions: readonly string[];
  /** Foreign servers with user mappings whose options the role may not see, with how many of them. */
  readonly hiddenMappings: readonly { readonly name: string; readonly mappings: number }[];
};

/** Everything about a source, and the client that is to read it, on which an export can founder. */
export type ObservedSource = {
  readonly from: "live" | "replica" | "snapshot";
  /** As `pg_dump --version` says; undefined when it says nothing of use. */
  readonly client: string | undefined;
  readonly server: string;
  /** The mirror's major version, if the settings name it. */
  readonly target: number | undefined;
  readonly role: string;
  readonly standby: { readonly replayed: boolean; /** How old its newest transaction is; null where there is none. */ readonly behindSeconds: number | null; readonly paused: boolean; readonly delay: string; readonly feedback: boolean } | undefined;
  readonly slots: readonly { readonly name: string; readonly kind: string }[];
  readonly databases: readonly ObservedDatabase[];
};

/** Something found, and what a person does about it. */
export type Finding = ManifestWarning;

/** What keeps an export from being made, and what is only told. */
export type Findings = { readonly stops: readonly Finding[]; readonly told: readonly Finding[] };

/** The first minor of each major in which CVE-2026-18408 is mended. */
const mended: Readonly<Record<number, number>> = { 14: 24, 15: 19, 16: 15, 17: 11, 18: 6 };
const OLDEST = 14;
const NEWEST_NAMED = 18;
const SHOWN = 5;
/** A server of RDS writes something every five minutes by itself, so a replica that is older lags. */
const OLD_SECONDS = 300;

const named = ({ schema, name }: Relation): string => `${schema}.${name}`;

/** The first few of a list, and how many more there are. */
function some(all: readonly string[]): string {
  const more = all.length - SHOWN;
  return `${all.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function versionFindings({ client, server, target }: ObservedSource): readonly Finding[] {
  if (client === undefined) return [];
  const major = majorOf(client);
  const newest = majorOf(server);
  const minor = /^\d+\.(\d+)/.exec(client)?.[1];
  const wanted = mended[major];
  const isOpen = major < OLDEST || (wanted !== undefined && Number(minor ?? 0) < wanted);
  return [
    ...(target !== undefined && target < newest
      ? [{
          kind: "target-older-than-source",
          what: `the server is ${server}, the mirror runs PostgreSQL ${target}, which could not read a dump of it`,
          remedy: `raise the mirror's PostgreSQL and export.targetMajor to ${newest}, and install postgresql-client-${newest} on this host`,
        }]
      : major < newest
        ? [{
            kind: "client-too-old",
            what: `pg_dump is ${client}, the server ${server}`,
            remedy: `install postgresql-client-${newest} or a newer one on this host${target === undefined ? ", if the mirror's PostgreSQL is at least as new: an older one could not read its dumps" : ""}`,
          }]
        : []),
    ...(isOpen
      ? [{
          kind: "client-vulnerable",
          what: `pg_dump ${client} has CVE-2026-18408: whoever may create objects at the source can run commands where the dump is read`,
          remedy: wanted === undefined ? `install a client of version ${OLDEST} to ${NEWEST_NAMED} that has the fix` : `install ${major}.${wanted} or a newer minor of it`,
        }]
      : []),
    ...(target !== undefined && target < major && target >= newest
      ? [{ kind: "client-newer-than-target", what: `pg_dump is ${client}, the mirror runs PostgreSQL ${target}, which could not read its dumps`, remedy: `install postgresql-client-${target} on this host, or raise the mirror's PostgreSQL and export.targetMajor` }]
      : []),
  ];
}

function ageFindings({ behindSeconds, paused }: NonNullable<ObservedSource["standby"]>): readonly Finding[] {
  const seconds = Math.round(behindSeconds ?? 0);
  const missing = `its newest transaction is ${seconds} s old, and what the primary wrote since is not in the backup`;
  if (paused) return [{ kind: "replica-behind", what: `replay is paused on the replica: ${missing}`, remedy: "let it go on ('SELECT pg_wal_replay_resume()' there), wait until it has caught up, then export again" }];
  if (seconds < OLD_SECONDS) return [];
  return [{ kind: "replica-behind", what: `the replica lags, or its primary is idle: ${missing}`, remedy: "look at the replica's ReplicaLag; where it is large, wait until it has caught up, or export with --from live" }];
}

function standbyFindings({ from, standby }: ObservedSource): Findings {
  const stops: Finding[] = [];
  const told: Finding[] = [];
  if (from === "replica" && standby === undefined) {
    stops.push({ kind: "not-a-replica", what: "export.replica is no replica: it takes writes itself", remedy: "set export.replica.host to the read replica's address, or export with --from live" });
  }
  if (standby === undefined) return { stops, told };
  if (!standby.replayed) {
    stops.push({ kind: "replica-age-unknown", what: "the replica has replayed no transaction since it was started, so nobody can tell how old its data is", remedy: "wait until the primary has written something, or export with --from live" });
  }
  told.push(...ageFindings(standby));
  if (!standby.feedback && standby.delay !== "-1") {
    told.push({
      kind: "replica-may-cancel",
      what: `the replica may end a long dump: max_standby_streaming_delay is ${standby.delay} and hot_standby_feedback is off`,
      remedy: "set hot_standby_feedback = 1, or max_standby_streaming_delay = -1, in the replica's parameter group",
    });
  }
  if (from === "live") told.push({ kind: "standby", what: "the source follows another server: the backup is as old as what it has replayed", remedy: "set export.source.host to the primary, or say --from replica" });
  return { stops, told };
}

function databaseStops(role: string, db: ObservedDatabase): readonly Finding[] {
  if (!db.mayConnect) {
    return [{ kind: "no-connect", what: `${db.name}: ${role} may not connect to it, so a backup would lack it`, remedy: `GRANT CONNECT ON DATABASE "${db.name}" TO "${role}", or name the databases that count in export.source.databases` }];
  }
  const unreadable = db.ungranted.map((one) => `${one.kind} ${named(one)} (${one.lacks})`);
  return [
    ...(unreadable.length > 0
      ? [{ kind: "not-granted", what: `${db.name}: ${role} may not read ${some(unreadable)}`, remedy: `GRANT pg_read_all_data TO "${role}": it covers tables made later as well` }]
      : []),
    ...(db.rowSecured.length > 0
      ? [{
          kind: "row-security",
          what: `${db.name}: row-level security hides rows of ${some(db.rowSecured.map(named))} from ${role}, and pg_read_all_data does not lift it`,
          remedy: `ALTER ROLE "${role}" BYPASSRLS, or export as the role that owns these tables (without FORCE ROW LEVEL SECURITY)`,
        }]
      : []),
    ...(db.unreadableLargeObjects > 0
      ? [{
          kind: "large-objects",
          what: `${db.name}: ${role} may not read ${db.unreadableLargeObjects} large objects, and pg_read_all_data does not cover them`,
          remedy: `grant "${role}" the roles that own them, or GRANT SELECT ON LARGE OBJECT … TO "${role}" for each`,
        }]
      : []),
  ];
}

function databaseTold({ standby, role }: ObservedSource, db: ObservedDatabase): readonly Finding[] {
  const foreign = db.extensions.filter(isProviders);
  const rows = standby === undefined ? "their rows are in the backup, but were never safe from a crash" : "a replica has none of their rows, so the backup has none";
  return [
    ...(db.unlogged.length > 0
      ? [{ kind: "unlogged-tables", what: `${db.name}: unlogged tables: ${some(db.unlogged.map(named))}; ${rows}`, remedy: standby === undefined ? "ALTER TABLE … SET LOGGED where the rows matter" : "export with --from live where the rows matter" }]
      : []),
    ...(foreign.length > 0
      ? [{ kind: "amazon-extensions", what: `${db.name}: extensions that only Amazon's servers have: ${some(foreign)}`, remedy: "they are left out at a restore; what the application does through them needs another way there" }]
      : []),
    ...(db.collations.length > 0
      ? [{
          kind: "library-collations",
          what: `${db.name}: text is ordered by the C library's rules: ${some(db.collations.map(({ name, uses }) => `${name} (${uses} uses)`))}`,
          remedy: "a restore makes these locales where it restores, and another C library may order some texts otherwise; ICU or C.UTF-8 is the same everywhere",
        }]
      : []),
    ...(db.subscriptions.length > 0
      ? [{ kind: "subscriptions", what: `${db.name}: subscriptions are not carried: ${some(db.subscriptions)}`, remedy: "make them again on the new primary if it is to go on receiving" }]
      : []),
    ...(db.hiddenMappings.length > 0
      ? [{
          kind: "user-mappings",
          what: `${db.name}: user mappings are carried without their options, user and password among them, which ${role} may not see, at the foreign servers ${some(db.hiddenMappings.map(({ name, mappings }) => `${name} (${mappings})`))}`,
          remedy: "where they had any, say them again on the mirror after the restore: ALTER USER MAPPING FOR … SERVER … OPTIONS (ADD user '…', ADD password '…')",
        }]
      : []),
  ];
}

const slotFindings = ({ slots }: ObservedSource): readonly Finding[] =>
  slots.length === 0
    ? []
    : [{ kind: "replication-slots", what: `replication slots are not carried: ${some(slots.map(({ name, kind }) => `${name} (${kind})`))}`, remedy: "whoever reads from them must begin anew at the new primary" }];

/** Everything that stands in an export's way, and everything a person should know of what it carries. */
export function exportFindings(source: ObservedSource): Findings {
  const standby = standbyFindings(source);
  const open = source.databases.filter(({ mayConnect }) => mayConnect);
  return {
    stops: [...versionFindings(source), ...standby.stops, ...source.databases.flatMap((db) => databaseStops(source.role, db))],
    told: [...standby.told, ...open.flatMap((db) => databaseTold(source, db)), ...slotFindings(source)],
  };
}

/** A finding on a line or two, with what to do. */
export const findingText = ({ what, remedy }: Finding): string => `${what}; remedy: ${remedy}`;

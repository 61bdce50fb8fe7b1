import { Exit } from "../exit.ts";
import { listed, type Advice, type Catalogue } from "./advice.ts";

/** Exports, backups, restores and their verification. */
export const dataErrors = {
  MANIFEST_UNREADABLE: (f: { name: string; problems: readonly string[] }): Advice => ({
    what: `${f.name} is no manifest this kit can read:${listed(f.problems)}`,
    why: "restoring from what is half understood would lose data quietly",
    next: "check that the kit is not older than the exporter's, or choose another backup",
  }),
  SIGNING_KEY_UNUSABLE: (f: { source: string; kind: "private" | "public" }): Advice => ({
    what: `${f.source} holds no Ed25519 ${f.kind} key in PEM form`,
    why: "without it nobody can tell the exporter's backups from anybody else's",
    next: "make a pair with 'openssl genpkey -algorithm ed25519' and 'openssl pkey -pubout'",
  }),
  OBJECT_CHANGED_ON_THE_WAY: (f: { bucket: string; name: string }): Advice => ({
    what: `${f.name} in ${f.bucket} is not what was sent: size or checksum differ`,
    why: "a backup with one wrong byte is no backup",
    next: "run the export again; it makes a new backup and leaves this one without a manifest",
    exit: Exit.failed,
  }),
  UPLOAD_UNCONFIRMED: (f: { bucket: string; name: string; names: number }): Advice => ({
    what: `the store did not confirm ${f.name} in ${f.bucket}: its ${f.names} names were found taken, each after an answer that got lost`,
    why: "the exporter may only create, so it cannot look what lies there",
    next: "look at the network between this host and the store, then run the export again; it makes a new backup",
    exit: Exit.failed,
  }),
  EXPORT_NOT_READY: (f: { problems: readonly string[] }): Advice => ({
    what: `an export cannot begin:${listed(f.problems)}`,
    why: "it would fail halfway, or make a backup that cannot be restored",
    next: "correct all of them, then run 'failover export' again",
  }),
  EXPORT_SPOOL_FULL: (f: { spool: string }): Advice => ({
    what: `the disk of ${f.spool} became full while the export was made`,
    why: "a dump and its encrypted files lie there until they are sent; nothing was published, and the last backup is still the newest",
    next: "make room there, or name a larger disk with --spool, then run 'failover export' again",
    exit: Exit.failed,
  }),
  EXPORT_BROKE_OFF: (f: { what: string }): Advice => ({
    what: `the export broke off: ${f.what}`,
    why: "half of one is no backup; nothing was published, and the last backup is still the newest",
    next: "mend the cause, then run 'failover export' again",
    exit: Exit.failed,
  }),
  NO_REPLICA: (_: Readonly<Record<string, never>>): Advice => ({
    what: "the settings name no replica to export from",
    why: "the live database was not asked for, so it is not read instead",
    next: "set export.replica.host, or say --from live",
  }),
  REPLICA_ENDED_EXPORT: (f: { host: string }): Advice => ({
    what: `the replica at ${f.host} ended the export: its primary had cleaned up rows that the dump was still to read, and it went on replaying`,
    why: "half a dump is no backup; nothing was published, and the last backup is still the newest",
    next: "set hot_standby_feedback = 1 on the replica, or max_standby_streaming_delay to more than a dump takes (-1: as long as it wants), then run 'failover export' again; or say --from live",
    exit: Exit.failed,
  }),
  NO_SOUND_BACKUP: (f: { bucket: string; refused: readonly string[] }): Advice => ({
    what: f.refused.length === 0 ? `there is no backup in ${f.bucket}` : `no backup in ${f.bucket} may be restored:${listed(f.refused)}`,
    why: "only a complete backup with the exporter's signature is restored",
    next: "check storage.buckets.exports and export.signer; if they are right, look for a copy of the bucket",
    exit: Exit.failed,
  }),
  BACKUP_DAMAGED: (f: { name: string; problem: string }): Advice => ({
    what: `${f.name} ${f.problem}`,
    why: "what the exporter signed and what lies in the store are not the same",
    next: "keep the bucket as it is for an inquiry; docs/backup-format.md tells how an older backup is restored by hand",
    exit: Exit.failed,
  }),
  RESTORE_TARGET_TOO_OLD: (f: { server: string; client: string }): Advice => ({
    what: `the target runs PostgreSQL ${f.server}; the backup was made with ${f.client}`,
    why: "a dump can only be restored into the same or a newer major version",
    next: "give the mirror a PostgreSQL at least that new, then 'failover resume'",
  }),
  RESTORE_TARGET_NOT_OURS: (f: { database: string; holds: string }): Advice => ({
    what: `the database ${f.database} on the target holds ${f.holds}`,
    why: "a restore begins by removing the database, and this one may be someone's only copy",
    next: "look at it; if nobody needs it, drop it by hand, then 'failover resume'",
  }),
  RESTORE_TARGET_REFUSED: (f: { problems: readonly string[] }): Advice => ({
    what: `the target cannot take this backup:${listed(f.problems)}`,
    why: "a restore into it would fail halfway, or remove what somebody needs; nothing was written",
    next: "correct all of them, then 'failover resume'",
  }),
  RESTORE_FAILED: (f: { unit: string; phase: string; what: string }): Advice => ({
    what: `${f.unit} failed while ${f.phase}: ${f.what}`,
    why: "the database on the target is not complete and is not marked as restored",
    next: "mend the cause, then 'failover resume'; the restore begins again from empty",
    exit: Exit.failed,
  }),
  RESTORE_HINDERED: (f: { unit: string; phase: string; what: string }): Advice => ({
    what: `${f.unit} could not go on while ${f.phase}: ${f.what}`,
    why: "that lies at the machine or on the way to it and says nothing about the backup; the database on the target is not complete and is not marked as restored",
    next: "mend the cause, then 'failover resume'; the restore begins again from empty",
    exit: Exit.failed,
  }),
  PROTECT_FAILED: (f: { unit: string; phase: string; what: string }): Advice => ({
    what: `${f.unit} failed while ${f.phase}: ${f.what}`,
    why: "what customers write on the new side lies in one place only; the service itself goes on",
    next: "mend the cause, then 'failover resume'; it makes another export",
    exit: Exit.failed,
  }),
  RESTORE_DIFFERS: (f: { backup: string; differences: readonly string[] }): Advice => ({
    what: `the restored database is not what backup ${f.backup} promises:${listed(f.differences)}`,
    why: "serving from it would lose or duplicate what customers entered",
    next: "keep it for an inquiry; docs/backup-format.md tells how an older backup is restored by hand",
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;

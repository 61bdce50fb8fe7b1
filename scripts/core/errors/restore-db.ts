import { Exit } from "../exit.ts";
import { factNames } from "../restore-db/deleted-facts.ts";
import { listed, type Advice, type Catalogue } from "./advice.ts";

/** A broken database, and the one restored in its place. */
export const restoreDbErrors = {
  RDS_INSTANCE_UNKNOWN: (f: { instance: string; region: string; known: readonly string[] }): Advice => ({
    what: `AWS knows no database instance '${f.instance}' in ${f.region}; it knows ${f.known.length === 0 ? "none" : f.known.join(", ")}`,
    why: "the new one is made in every fact like the broken one, and those facts are read from it",
    next: "correct aws.databaseInstance or aws.region; if it was deleted while a run was open, 'failover abandon', then 'failover restore-db' shows what AWS kept of it",
  }),
  RDS_REGION_DIFFERS: (f: { instance: string; region: string; said: string; by: string }): Advice => ({
    what: `AWS knows no database instance '${f.instance}' in ${f.region}, but ${f.by} says that it stands in ${f.said}`,
    why: "what is not found where it never stood is not deleted: it may be alive, and customers' writes with it",
    next: "correct aws.region in failover.yaml, then the same command again",
  }),
  RDS_ACCOUNT_DIFFERS: (f: { instance: string; asked: string; said: string; by: string }): Advice => ({
    what: `AWS account ${f.asked} knows no database instance '${f.instance}', but ${f.by} says that it stands in account ${f.said}`,
    why: "what another account does not know is not deleted: it may be alive, and customers' writes with it",
    next: "set AWS_PROFILE to that account's credentials, then type the same command again",
  }),
  RDS_SHAPE_UNKNOWN: (f: { instance: string; missing: readonly string[]; looked: readonly string[] }): Advice => ({
    what: `AWS knows no database '${f.instance}' any more, and nobody tells these facts of it: ${f.missing.join(", ")}. Looked at:${listed(f.looked)}`,
    why: "AWS's own defaults are another database's, and nothing of this is guessed",
    next: `tell them: 'failover restore-db${f.missing.map((fact) => ` --fact ${fact}=…`).join("")}'; lists with commas, yes or no, tags as a=b`,
  }),
  RDS_INSTANCE_BACK: (f: { instance: string; status: string }): Advice => ({
    what: `AWS knows a database '${f.instance}' (${f.status}), which was deleted when this was planned`,
    why: "somebody made it again, and customers may write to it: nothing is put in its place unseen",
    next: "look at it in the RDS console; 'failover abandon', then 'failover restore-db' shows the choices as they are now",
  }),
  RDS_GROUPS_UNKNOWN: (f: { instance: string; fenceGroup: string }): Advice => ({
    what: `an earlier run has fenced '${f.instance}' with ${f.fenceGroup}, and neither the state of stack aws nor that of restore tells which security groups it had before`,
    why: "the new one is given the groups of the old one: with the fence alone nobody could reach it",
    next: "'failover report --run <that run> --json' names them under look-at-database; give them back by 'aws rds modify-db-instance --vpc-security-group-ids', then 'failover resume', which fences it again",
    exit: Exit.failed,
  }),
  FACT_UNREADABLE: (f: { fact: string }): Advice => ({
    what: `'${f.fact}' is no fact of a database: either nothing is called so, or it cannot have that value`,
    why: "the new database is made by it",
    next: `name=value, of: ${factNames.join(", ")}`,
    exit: Exit.usage,
  }),
  FACT_NOT_ASKED: (f: { instance: string }): Advice => ({
    what: `--fact was given, but AWS knows the database '${f.instance}' and tells every fact of it itself`,
    why: "the new one is like the broken one; whatever should be otherwise is changed once it serves",
    next: "the same command without --fact",
    exit: Exit.usage,
  }),
  RDS_SNAPSHOT_NONE: (f: { instance: string; passedOver: readonly string[] }): Advice => ({
    what: `AWS has no snapshot of '${f.instance}' that can be used${f.passedOver.length === 0 ? "" : `:${listed(f.passedOver)}`}`,
    why: "an export from a snapshot begins with one that AWS calls available",
    next: "'failover snapshots take', then 'failover export --from snapshot'",
  }),
  EXPORTER_NOT_CONFIGURED: (f: { host: string; unit: string }): Advice => ({
    what: `the exporter's host ${f.host} has no service ${f.unit}`,
    why: "an export is made there, as the exporter's own user and with its keys, which leave that host for nobody",
    next: "configure it (docs/runbook.md: ansible-playbook site.yml), then type the same command again",
    exit: Exit.failed,
  }),
  SNAPSHOT_TIME_MISSING: (_: Record<string, never>): Advice => ({
    what: "an export of a server made from a snapshot needs the snapshot's time",
    why: "that server's own clock says nothing of how old its data are",
    next: "type 'failover export --from snapshot' on an operator's machine, which makes the server and tells the exporter's host all of it",
    exit: Exit.usage,
  }),
  CHOICE_UNKNOWN: (f: { choice: string; known: readonly string[] }): Advice => ({
    what: `there is no choice '${f.choice}'; there are:${listed(f.known)}`,
    why: "only what AWS can restore can be chosen",
    next: "'failover restore-db' shows them, with what each loses",
  }),
  RESTORED_DATABASE_SILENT: (f: { address: string; waitedSeconds: number; reason: string }): Advice => ({
    what: `after ${f.waitedSeconds} s the restored database ${f.address} accepts no login: ${f.reason}`,
    why: "nothing is pointed at a database that cannot be used",
    next: "look at it in the RDS console (status, events, security groups), then 'failover resume', or the export of a snapshot once more",
    exit: Exit.failed,
  }),
  RESTORED_STRUCTURE_DIFFERS: (f: { backup: string; differences: readonly string[] }): Advice => ({
    what: `the restored database is not built as the export ${f.backup} says:${listed(f.differences)}`,
    why: "a migration between the two explains it; if none does, it is the wrong database or a damaged one",
    next: "if you know why: 'failover restore-db --accept-structure --because \"…\"', then 'failover resume'; if not: 'failover abandon', then choose another point",
    exit: Exit.failed,
  }),
  DATABASE_STILL_ANSWERS: (f: { address: string }): Advice => ({
    what: `the broken database ${f.address} still answers`,
    why: "whatever is written there now is lost, and nobody would see it",
    next: "give it a security group that lets nobody in (aws.fenceSecurityGroup), then 'failover resume'",
    exit: Exit.failed,
  }),
  APPLICATION_ELSEWHERE: (f: { address: string; missing: readonly string[]; waitedSeconds: number }): Advice => ({
    what: `after ${f.waitedSeconds} s these have no session at the restored database ${f.address}:${listed(f.missing)}`,
    why: "the application may still be writing elsewhere, or not at all",
    next: "look at its log on those hosts and at DATABASE_URL there, then 'failover resume'",
    exit: Exit.failed,
  }),
  ADOPTION_DIFFERS: (f: { stack: string; tail: string }): Advice => ({
    what: `with the restored database in it, stack '${f.stack}' would be changed: ${f.tail.trim()}`,
    why: "a database is adopted only when Pulumi would change nothing of it",
    next: `correct databaseRestored in Pulumi.${f.stack}.yaml, or bring up what else differs ('eval "$(failover env)"', 'pulumi preview --stack ${f.stack} --diff'), then 'failover resume'`,
    exit: Exit.failed,
  }),
  OLD_DATABASE_GONE: (f: { run: string; instance: string; because: string }): Advice => ({
    what: `run ${f.run} cannot be undone: the old database ${f.instance}: ${f.because}`,
    why: "the application is pointed back only at a database that can serve; nothing was changed, and the restored one goes on",
    next: `keep the restored one: 'failover restore-db --adopt ${f.run}'; for another state of the data, 'failover restore-db' shows what AWS can restore`,
    exit: Exit.failed,
  }),
  RUN_NOT_A_RESTORE: (f: { run: string; kind: string; because: string }): Advice => ({
    what: `run ${f.run} (${f.kind}) cannot be taken for this: ${f.because}`,
    why: "only what a run of 'restore-db' did can be undone or taken over",
    next: "'failover status --run <run>' shows what a run did",
  }),
} as const satisfies Catalogue;

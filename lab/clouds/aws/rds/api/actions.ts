import { setTimeout as wait } from "node:timers/promises";
import type { Lab } from "../../../../daemon/lab.ts";
import { number } from "../../../fields.ts";
import { deleteInstance, expectDeletable } from "../deletion.ts";
import { change, ledgerOf, tell, type DbInstance } from "../ledger.ts";
import { backupNotFound, instanceNotFound, RdsError, snapshotNotFound, wrongState } from "../rds-error.ts";
import { latestRestorableTime } from "../restorable-time.ts";
import { parametersOf, restart, serve, setPassword } from "../server.ts";
import { beginSnapshot, deleteSnapshot, soundSnapshots } from "../snapshots.ts";
import { raiseWalls } from "../walls.ts";
import { describeAutomatedBackup, describeEvent, describeInstance, describeSnapshot } from "./describe.ts";
import type { Query } from "./query.ts";
import type { Xml } from "./xml.ts";

type Action = (query: Query, lab: Lab) => Promise<Xml>;

/** The real one takes minutes for what is done here at once; long enough to be seen. */
const CHANGE_MS = 500;
const DEFAULT_EVENT_MINUTES = 60;
/** Less than this is no room for a database to work in. */
const FULL = 0.04;

/** What the RDS API of the lab can do, by name. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Operations.html */
export const actions: Readonly<Record<string, Action>> = {
  DescribeDBInstances: async (query, lab) => {
    const wanted = query.one("DBInstanceIdentifier")?.toLowerCase();
    const resourceIds = filtered(query, "dbi-resource-id");
    const found = [...ledgerOf(lab).instances.values()].filter(({ identifier, resourceId }) => (wanted === undefined || identifier === wanted) && (resourceIds?.includes(resourceId) ?? true));
    if (wanted !== undefined && found.length === 0) throw instanceNotFound(wanted);
    return { DBInstances: { DBInstance: await Promise.all(found.map((instance) => described(lab, instance))) } };
  },
  DescribeDBSnapshots: async (query, lab) => {
    const [id, instance, kind, resource] = ["DBSnapshotIdentifier", "DBInstanceIdentifier", "SnapshotType", "DbiResourceId"].map(query.one);
    // "If supplied, must match the identifier of an existing DBInstance": of one that is deleted, nothing is found by its name.
    if (instance !== undefined && !ledgerOf(lab).instances.has(instance.toLowerCase())) return { DBSnapshots: { DBSnapshot: [] } };
    const found = [...ledgerOf(lab).snapshots.values()].filter(
      (s) => (id === undefined || s.id === id) && (instance === undefined || s.instance === instance.toLowerCase()) && (kind === undefined || s.kind === kind) && (resource === undefined || s.resourceId === resource),
    );
    if (id !== undefined && found.length === 0) throw snapshotNotFound(id);
    return { DBSnapshots: { DBSnapshot: found.map(describeSnapshot) } };
  },
  DescribeDBInstanceAutomatedBackups: async (query, lab) => {
    const [instance, resource] = [query.one("DBInstanceIdentifier")?.toLowerCase(), query.one("DbiResourceId") ?? filtered(query, "dbi-resource-id")?.[0]];
    const { instances, retained } = ledgerOf(lab);
    // By a name only those are found that an instance has now.
    if (instance !== undefined && !instances.has(instance)) throw backupNotFound(instance);
    const active = [...instances.values()].filter(({ settings }) => number(settings, "backupRetentionPeriod", 0) > 0).map((known) => ({ known, status: "active" }));
    const all = [...active, ...[...retained.values()].map((known) => ({ known, status: "retained" }))];
    const statuses = filtered(query, "status");
    const found = all.filter(({ known, status }) => (instance === undefined || known.identifier === instance) && (resource === undefined || known.resourceId === resource) && (statuses?.includes(status) ?? true));
    return { DBInstanceAutomatedBackups: { DBInstanceAutomatedBackup: await Promise.all(found.map(async ({ known, status }) => describeAutomatedBackup(known, { status, earliest: soundSnapshots(lab, known.resourceId)[0]?.createdAt, latest: await latestRestorableTime(lab, known.resourceId) }))) } };
  },
  DeleteDBInstance: async (query, lab) => {
    const instance = instanceOf(query, lab);
    const asked = { skipFinalSnapshot: query.isTrue("SkipFinalSnapshot") === true, finalSnapshot: query.one("FinalDBSnapshotIdentifier") ?? "", deleteAutomatedBackups: query.isTrue("DeleteAutomatedBackups") !== false };
    expectDeletable(instance, asked);
    change(lab, instance.identifier, { status: "deleting" });
    deleteInstance(lab, instance, asked).catch((error: unknown) => lab.say(`RDS ${instance.identifier}: its deletion: ${String(error)}`));
    return { DBInstance: await described(lab, { ...instance, status: "deleting" }) };
  },
  CreateDBSnapshot: async (query, lab) => {
    const id = snapshotName(query.one("DBSnapshotIdentifier") ?? "");
    const instance = instanceOf(query, lab);
    const { snapshot, done } = beginSnapshot(lab, instance, { id, kind: "manual", tags: query.tags() });
    done.catch((error: unknown) => lab.say(`RDS ${instance.identifier}: snapshot ${id} failed: ${String(error)}`));
    return { DBSnapshot: describeSnapshot(snapshot) };
  },
  DeleteDBSnapshot: async (query, lab) => ({ DBSnapshot: describeSnapshot({ ...(await deleteSnapshot(lab, query.one("DBSnapshotIdentifier") ?? "")), status: "deleted" }) }),
  DescribeEvents: async (query, lab) => {
    const minutes = Number(query.one("Duration") ?? DEFAULT_EVENT_MINUTES);
    const from = new Date(query.one("StartTime") ?? Date.now() - minutes * 60_000);
    const to = new Date(query.one("EndTime") ?? Date.now());
    const [source, sourceType] = [query.one("SourceIdentifier"), query.one("SourceType")];
    const found = ledgerOf(lab).events.filter((event) => event.at >= from && event.at <= to && (source === undefined || event.source === source) && (sourceType === undefined || event.sourceType === sourceType));
    return { Events: { Event: found.map(describeEvent) } };
  },
  DescribeDBParameters: async (query, lab) => {
    const name = query.one("DBParameterGroupName") ?? "";
    const exists = name.startsWith("default.") || lab.inventory.list("aws", "aws:rds/parameterGroup:ParameterGroup").some((group) => group.name === name);
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBParameters.html#API_DescribeDBParameters_Errors
    if (!exists) throw new RdsError("DBParameterGroupNotFound", `DBParameterGroup not found: ${name}`, 404);
    const set = (query.one("Source") ?? "user") === "user" ? [...parametersOf(lab, name)] : [];
    return { Parameters: { Parameter: set.map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue, Source: "user", IsModifiable: true })) } };
  },
  ModifyDBInstance: async (query, lab) => {
    const instance = instanceOf(query, lab);
    const { identifier, settings, status } = instance;
    if (status !== "available") throw wrongState(identifier, status);
    const changed = { ...instance, settings: { ...settings, ...asked(query) }, status: "modifying" as const };
    change(lab, identifier, changed);
    lab.say(`RDS ${identifier}: modified by the API`);
    void settle(lab, identifier, async () => {
      await raiseWalls(lab, changed);
      await serve(lab, changed, "reload");
      await setPassword(lab, changed, query.one("MasterUserPassword") ?? "");
    });
    return { DBInstance: await described(lab, changed) };
  },
  RebootDBInstance: async (query, lab) => {
    const instance = instanceOf(query, lab);
    const { identifier, status, settings } = instance;
    const elsewhere = query.isTrue("ForceFailover") === true;
    if (status !== "available") throw wrongState(identifier, status);
    if (elsewhere && settings["multiAz"] !== true) throw new RdsError("InvalidParameterCombination", "Cannot specify forceFailover for a DB instance that is not Multi-AZ.");
    change(lab, identifier, { status: "rebooting" });
    if (elsewhere) tell(lab, identifier, "failover", "Multi-AZ instance failover started.");
    void settle(lab, identifier, async () => {
      await restart(lab, instance);
      tell(lab, identifier, "availability", "DB instance restarted");
      if (elsewhere) tell(lab, identifier, "failover", "Multi-AZ instance failover completed");
    });
    return { DBInstance: await described(lab, { ...instance, status: "rebooting" }) };
  },
};

/** What a change may be told of an instance; what the lab does not know it does not take. */
function asked(query: Query): Readonly<Record<string, unknown>> {
  const days = query.one("BackupRetentionPeriod");
  const all = {
    vpcSecurityGroupIds: query.list("VpcSecurityGroupIds.VpcSecurityGroupId"),
    deletionProtection: query.isTrue("DeletionProtection"),
    multiAz: query.isTrue("MultiAZ"),
    parameterGroupName: query.one("DBParameterGroupName"),
    instanceClass: query.one("DBInstanceClass"),
    backupRetentionPeriod: days === undefined ? undefined : Number(days),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Does the work while the status says so, and sets it right once it is done, unless something happened meanwhile. */
async function settle(lab: Lab, identifier: string, work: () => Promise<void>): Promise<void> {
  const begun = ledgerOf(lab).instances.get(identifier)?.status;
  await Promise.all([wait(CHANGE_MS), work()]).catch((error: unknown) => lab.say(`RDS ${identifier}: ${String(error)}`));
  if (ledgerOf(lab).instances.get(identifier)?.status === begun) change(lab, identifier, { status: "available" });
}

function instanceOf(query: Query, lab: Lab): DbInstance {
  const identifier = (query.one("DBInstanceIdentifier") ?? "").toLowerCase();
  const instance = ledgerOf(lab).instances.get(identifier);
  if (instance === undefined) throw instanceNotFound(identifier);
  return instance;
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html: letters, digits and single hyphens, a letter first, no hyphen last. */
function snapshotName(id: string): string {
  if (/^[a-z](?:-?[a-z0-9])*$/i.test(id) && id.length <= 255) return id.toLowerCase();
  throw new RdsError("InvalidParameterValue", `The parameter DBSnapshotIdentifier is not a valid identifier: ${id}`);
}

async function described(lab: Lab, instance: DbInstance): Promise<Xml> {
  const latest = await latestRestorableTime(lab, instance.resourceId);
  return describeInstance(instance, { status: await statusOf(lab, instance), latestRestorableTime: instance.status === "creating" ? undefined : latest });
}

/** A full disk shows in the status: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status */
async function statusOf(lab: Lab, { resourceId, status }: DbInstance): Promise<string> {
  if (status !== "available") return status;
  const { freeBytes, bytes } = await lab.volumes.room(resourceId);
  return freeBytes < bytes * FULL ? "storage-full" : status;
}

const filtered = (query: Query, name: string): readonly string[] | undefined =>
  [1, 2, 3].flatMap((at) => (query.one(`Filters.Filter.${at}.Name`) === name ? (query.list(`Filters.Filter.${at}.Values.Value`) ?? []) : [])).reduce<readonly string[] | undefined>((all, value) => [...(all ?? []), value], undefined);

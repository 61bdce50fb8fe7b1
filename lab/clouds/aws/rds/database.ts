import type { Lab } from "../../../daemon/lab.ts";
import { databaseZone } from "../../../dns/addresses.ts";
import { publishAddress } from "../../../dns/authoritative.ts";
import { number, text } from "../../fields.ts";
import type { CloudResponse, Fields, Handler, Wanted } from "../../handler.ts";
import { hostName } from "../../host-name.ts";
import { digits } from "../identity.ts";
import { deleteInstance } from "./deletion.ts";
import { change, ledgerOf, tell, type DbInstance } from "./ledger.ts";
import { originOf, refuseStorage, settled, withoutOrigin, type Origin } from "./origin.ts";
import { RdsError, snapshotNotFound, wrongState } from "./rds-error.ts";
import { baseOf } from "./restorable-time.ts";
import { megabytesFor } from "./disk-size.ts";
import { furnish, recover, serve, setPassword, startHeartbeat } from "./server.ts";
import { automatedName, beginSnapshot } from "./snapshots.ts";
import { raiseWalls } from "./walls.ts";

const memoryMb = 2048;
/** Observed rather than promised by AWS; a client that keeps an address longer is at fault. */
const ttl = 5;

/** An RDS instance: a host with PostgreSQL on a disk of its own, whose master role may do what RDS lets it do. */
export const database: Handler = {
  async read(resource, lab) {
    const instance = ledgerOf(lab).instances.get(resource.name);
    if (instance === undefined || lab.hosts.find(instance.host) === undefined) return undefined;
    return { ...resource.outputs, ...told(instance) };
  },
  create(wanted, lab) {
    const known = ledgerOf(lab).making;
    const before = known.get(wanted.name);
    if (before?.urn === wanted.urn) return before.made;
    if (before !== undefined) return Promise.reject(new RdsError("DBInstanceAlreadyExists", `DB instance already exists: ${wanted.name}`));
    const made = make(wanted, lab);
    known.set(wanted.name, { urn: wanted.urn, made });
    made.catch(() => known.delete(wanted.name));
    return made;
  },
  async update(resource, { inputs }, lab) {
    const instance = ledgerOf(lab).instances.get(resource.name);
    if (instance === undefined) throw new RdsError("DBInstanceNotFound", `DBInstance ${resource.name} not found.`, 404);
    if (instance.status === "failed") throw wrongState(resource.name, instance.status);
    const changed = { ...instance, settings: { ...instance.settings, ...withoutOrigin(inputs) } };
    change(lab, resource.name, { settings: changed.settings });
    await raiseWalls(lab, changed);
    await serve(lab, changed, "reload");
    await setPassword(lab, changed, text(inputs, "password"));
    return { ...resource.outputs, ...inputs, ...told(changed) };
  },
  async delete(resource, lab) {
    const instance = ledgerOf(lab).instances.get(resource.name);
    const { skipFinalSnapshot, deleteAutomatedBackups } = resource.inputs;
    if (instance !== undefined) await deleteInstance(lab, instance, { skipFinalSnapshot: skipFinalSnapshot === true, finalSnapshot: text(resource.inputs, "finalSnapshotIdentifier"), deleteAutomatedBackups: deleteAutomatedBackups !== false });
  },
};

const hostOf = (name: string): string => hostName("aws", "rds", name);

async function make(wanted: Wanted, lab: Lab): Promise<CloudResponse> {
  const { name, urn, inputs } = wanted;
  const ledger = ledgerOf(lab);
  const origin = originOf(inputs);
  const base = await sourceOf(lab, origin);
  const settings = settled(inputs, base?.settings);
  refuseStorage(settings);
  const resourceId = `db-${digits({ ...wanted, urn: `${urn} ${(ledger.made += 1)}` }, 26).toUpperCase()}`;
  const endpoint = `${name}.${databaseZone}`;
  const instance: DbInstance = { identifier: name, urn, resourceId, host: hostOf(name), endpoint, createdAt: new Date(), status: "creating", settings };
  ledger.instances.set(name, instance);
  try {
    if (base === undefined) await lab.volumes.create(resourceId, megabytesFor(settings));
    else await lab.volumes.createFrom(resourceId, base.copy, megabytesFor(settings));
    if (origin.from === "point-in-time" && base !== undefined) await lab.volumes.handOver(base.resourceId, resourceId);
    await boot(lab, instance, origin.from === "point-in-time" ? origin.at : undefined);
    await (base === undefined ? furnish(lab, instance, inputs) : setPassword(lab, instance, text(inputs, "password")));
    await startHeartbeat(lab, instance);
  } catch (error) {
    ledger.instances.delete(name);
    await lab.hosts.remove(instance.host);
    await lab.volumes.remove(resourceId, { keepArchive: false });
    throw error;
  }
  change(lab, name, { status: "available" });
  tell(lab, name, base === undefined ? "creation" : "restoration", storyOf(origin, name, base?.instance ?? ""));
  if (number(settings, "backupRetentionPeriod", 0) > 0) backUp(lab, { ...instance, status: "available" });
  return { id: resourceId, outputs: { ...inputs, ...told(instance), ...placeOf(instance) } };
}

/** Boots the machine on its disk, reads another's log up to a time where that is asked for, and gives it its name. */
export async function boot(lab: Lab, instance: DbInstance, recoverTo?: Date | "latest"): Promise<void> {
  const { address } = await lab.hosts.ensure({ name: instance.host, network: "aws", memoryMb, binds: lab.volumes.binds(instance.resourceId) });
  await raiseWalls(lab, instance);
  if (recoverTo !== undefined) await recover(lab, instance, recoverTo);
  await serve(lab, instance, "restart");
  await publishAddress(lab, { name: instance.endpoint, address, ttl });
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
function storyOf(origin: Origin, name: string, source: string): string {
  if (origin.from === "nothing") return "DB instance created";
  return origin.from === "snapshot" ? `Restored from snapshot ${origin.snapshot}` : `Restored from DB instance ${source} to ${name}`;
}

async function sourceOf(lab: Lab, origin: Origin) {
  if (origin.from === "nothing") return undefined;
  if (origin.from === "point-in-time") return baseOf(lab, origin);
  const snapshot = ledgerOf(lab).snapshots.get(origin.snapshot);
  if (snapshot === undefined) throw snapshotNotFound(origin.snapshot);
  if (snapshot.status !== "available") throw new RdsError("InvalidDBSnapshotState", `The snapshot ${origin.snapshot} is ${snapshot.status}.`);
  return snapshot;
}

/** The first backup follows the making of an instance by itself: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html */
function backUp(lab: Lab, instance: DbInstance): void {
  const id = automatedName(instance.identifier, new Date());
  if (ledgerOf(lab).snapshots.has(id)) return;
  beginSnapshot(lab, instance, { id, kind: "automated" }).done.catch((error: unknown) => lab.say(`RDS ${instance.identifier}: no automated backup: ${String(error)}`));
}

const placeOf = ({ identifier, resourceId, endpoint, settings }: DbInstance): Fields => ({
  identifier,
  resourceId,
  address: endpoint,
  endpoint: `${endpoint}:${number(settings, "port", 5432)}`,
  hostedZoneId: "Z29XKXDKYMONMX",
  engineVersionActual: "17.11",
});

/** What AWS has of itself where the program asks for nothing, and the provider reads back. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
const unasked = { iamDatabaseAuthenticationEnabled: false, autoMinorVersionUpgrade: true, monitoringInterval: 0, performanceInsightsEnabled: false };

/** What the provider reads back of an instance; changes made behind the program's back are in it. */
function told({ settings, status }: DbInstance): Fields {
  return { ...unasked, ...settings, status: status === "creating" ? "available" : status };
}

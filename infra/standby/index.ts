import { GlobalAddress } from "@pulumi/gcp/compute/globalAddress.js";
import { Exit } from "../gcp/exit.ts";
import { resourceName } from "../naming.ts";
import type { StandbyOutputs } from "../outputs.ts";
import type { Promised } from "../promised.ts";
import { readSettings } from "../settings.ts";
import type { StandbySettings } from "../settings/standby.ts";
import { Archive, type Retention } from "./archive.ts";
import { Identity } from "./identity.ts";
import { Network } from "./network.ts";
import { passages, searchPassages } from "./passages.ts";
import { Pruner } from "./pruner.ts";
import { Transfer } from "./transfer.ts";
import { warden } from "./warden.ts";
import { Walls } from "./walls.ts";
import { WorkloadIdentity } from "./workload-identity.ts";

/** What must be there before the day: buckets, an empty network with its walls, an address, and identities. */
export function standby(stack: string): Promised<StandbyOutputs> {
  const settings = readSettings("standby", stack);
  const { service, project, region } = settings;

  const archive = new Archive("archive", { service, project, region, retention: retention(settings) });
  const network = new Network("network", { service, project, region, cidr: settings.networkCidr });
  new Walls("walls", { service, project, network: network.networkId, operatorCidrs: settings.operatorCidrs, passages: settings.search ? [...passages, ...searchPassages] : passages });
  // Names point here after a cutover: it has to be the same address each time the mirror stands up.
  const called = resourceName(service, "app");
  const { address } = new GlobalAddress(called, { name: called, project, addressType: "EXTERNAL", ipVersion: "IPV4" }, { protect: true });

  const exporter = new Identity("exporter", {
    service,
    project,
    role: "exporter",
    purpose: "Puts exports in from AWS; can neither read nor replace them",
    grants: [{ role: "roles/storage.objectCreator", on: archive.exports }],
  });
  const { objectsSource: source, awsAccount } = settings;
  const vouched = awsAccount === undefined ? undefined : new WorkloadIdentity("exporter-from-aws", { service, project, awsAccount, role: "exporter", email: exporter.email });
  if (source !== undefined) new Transfer("transfer", { service, project, source, sink: archive.objects });
  const app = new Identity("app", {
    service,
    project,
    role: "app",
    purpose: "The application in the mirror",
    grants: [{ role: "roles/storage.objectUser", on: archive.objects }],
  });
  const database = new Identity("database", {
    service,
    project,
    role: "database",
    purpose: "Fetches the export that it restores from",
    grants: [{ role: "roles/storage.objectViewer", on: archive.exports }],
  });
  // It reads snapshots of the index, which may lie in a bucket of their own: whoever makes that bucket grants the right.
  const search = settings.search ? new Identity("search", { service, project, role: "search", purpose: "The search machine in the mirror", grants: [] }) : undefined;

  const verifier = new Identity("verifier", {
    service,
    project,
    role: "verifier",
    purpose: "Reads exports to restore them on a machine that is thrown away",
    grants: [{ role: "roles/storage.objectViewer", on: archive.exports }],
  });
  const watches = new Identity("warden", {
    service,
    project,
    role: "warden",
    purpose: "Looks at every backup and signs what it saw; can neither decrypt nor delete",
    grants: [
      { role: "roles/storage.objectViewer", on: archive.exports, as: "exports" },
      { role: "roles/storage.objectViewer", on: archive.objects, as: "objects" },
      { role: "roles/storage.objectViewer", on: archive.journal, as: "journal" },
      { role: "roles/storage.objectCreator", on: archive.journal, as: "journal" },
    ],
  });
  new Pruner("pruner", { service, project, exports: archive.exports, journal: archive.journal });
  const machine = warden(settings, { subnetwork: network.subnetworkId, serviceAccount: watches.email });
  // A watch looks at names and writes to people, all of them out there; Google's own services are reached without.
  if (machine !== undefined) new Exit("exit", { prefix: service, project, region, network: network.networkId, subnetwork: network.subnetworkId });

  return {
    network: network.networkId,
    subnetwork: network.subnetworkId,
    address,
    buckets: { exports: archive.exports, journal: archive.journal, objects: archive.objects, leases: archive.leases },
    appServiceAccount: app.email,
    databaseServiceAccount: database.email,
    verifierServiceAccount: verifier.email,
    ...(machine === undefined ? {} : { warden: { name: machine.hostName, address: machine.address }, exit: true as const }),
    ...(vouched === undefined ? {} : { exporterCredential: vouched.credential }),
    ...(search === undefined ? {} : { searchServiceAccount: search.email }),
  };
}

function retention({ retentionDays: days, retentionUnlockedBecause: because }: StandbySettings): Retention {
  return because === undefined ? { days, locked: true } : { days, locked: false, because };
}

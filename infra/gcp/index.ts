import type { Lifetime } from "../lifetime.ts";
import type { GcpOutputs } from "../outputs.ts";
import type { Promised } from "../promised.ts";
import { readSettings } from "../settings.ts";
import { Database } from "./database.ts";
import { Exit } from "./exit.ts";
import { foundation } from "./foundation.ts";
import { Host, type Site } from "./host.ts";
import { LoadBalancer } from "./load-balancer.ts";

const DRILL = "gcp-drill";
const NEXT = "The machines are up and hold no data yet. To go on: 'failover plan', then 'failover declare', then 'failover run'.";

/** The mirror's machines, on what `standby` has ready. A drill has names, an address and a short life of its own, and no way to the internet. */
export async function gcp(stack: string): Promise<Promised<GcpOutputs>> {
  const settings = readSettings("gcp", stack);
  const { service, project, region, zone, machineType } = settings;
  const isDrill = stack === DRILL;
  const lifetime: Lifetime = isDrill ? { keep: false, because: "a drill is deleted within the hour" } : { keep: true };
  const replaceable: Lifetime = { keep: false, because: "it holds nothing that Ansible and the database cannot make again" };
  const prefix = isDrill ? `${service}-drill` : service;

  const standby = await foundation();
  const { network, subnetwork, exit } = standby;
  const site: Site = { prefix, service, project, zone, subnetwork, image: settings.image, sshPublicKey: settings.sshPublicKey };

  // A subnet has one way out at most, and the real mirror may have to rise beside a drill, whose application has nobody to write to.
  if (!isDrill && exit === undefined) new Exit("exit", { prefix, project, region, network, subnetwork });
  const database = new Database("database", {
    site,
    machineType: settings.databaseMachineType,
    dataGb: settings.databaseGb,
    serviceAccount: standby.databaseServiceAccount,
    lifetime,
  });
  const cache = new Host("cache", { site, role: "cache", part: "cache", machineType, ...account(settings.cacheFilled ? standby.databaseServiceAccount : undefined), lifetime: replaceable });
  const search = settings.searchMachineType === undefined ? undefined : new Host("search", { site, role: "search", part: "search", machineType: settings.searchMachineType, ...account(standby.searchServiceAccount), lifetime: replaceable });
  const app = Array.from({ length: settings.appCount }, (_, at) => {
    const role = `app-${at + 1}`;
    return new Host(role, { site, role, part: "app", machineType, serviceAccount: standby.appServiceAccount, lifetime: replaceable });
  });
  const loadBalancer = new LoadBalancer("load-balancer", {
    prefix,
    project,
    zone,
    network,
    instanceIds: app.map(({ instanceId }) => instanceId),
    address: isDrill ? undefined : standby.address,
    certificate: settings.certificate,
  });

  return {
    database: { name: database.hostName, address: database.address },
    app: app.map(({ hostName, address }) => ({ name: hostName, address })),
    cache: { name: cache.hostName, address: cache.address },
    ...(search === undefined ? {} : { search: { name: search.hostName, address: search.address } }),
    loadBalancer: { address: loadBalancer.address },
    objects: { bucket: standby.buckets.objects },
    holdsData: false,
    next: NEXT,
  };
}

const account = (email: string | undefined) => (email === undefined ? {} : { serviceAccount: email });

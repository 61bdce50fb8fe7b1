export type Inputs = Readonly<Record<string, unknown>>;

/** Where a collection of Compute Engine lives decides the path to what is in it: https://cloud.google.com/compute/docs/regions-zones/global-regional-zonal-resources */
const collections: Readonly<Record<string, readonly ["zone" | "region" | "global", string]>> = {
  "gcp:compute/backendService:BackendService": ["global", "backendServices"],
  "gcp:compute/disk:Disk": ["zone", "disks"],
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": ["global", "forwardingRules"],
  "gcp:compute/healthCheck:HealthCheck": ["global", "healthChecks"],
  "gcp:compute/instance:Instance": ["zone", "instances"],
  "gcp:compute/instanceGroup:InstanceGroup": ["zone", "instanceGroups"],
  "gcp:compute/router:Router": ["region", "routers"],
  "gcp:compute/sSLPolicy:SSLPolicy": ["global", "sslPolicies"],
  "gcp:compute/targetHttpProxy:TargetHttpProxy": ["global", "targetHttpProxies"],
  "gcp:compute/targetHttpsProxy:TargetHttpsProxy": ["global", "targetHttpsProxies"],
  "gcp:compute/uRLMap:URLMap": ["global", "urlMaps"],
};

const ROUTER_NAT = "gcp:compute/routerNat:RouterNat";

/**
 * The id that Google Cloud's provider gives to what was asked for with these inputs, known before it is made because
 * the mirror's names are fixed. Undefined for a type that the mirror does not use, and where an input is missing.
 */
export function googleId(type: string, inputs: Inputs): string | undefined {
  if (type === ROUTER_NAT) return path(inputs, ["project", "region", "router", "name"], ([project, region, router, name]) => `${project}/${region}/${router}/${name}`);
  const collection = Object.hasOwn(collections, type) ? collections[type] : undefined;
  if (collection === undefined) return undefined;
  const [place, plural] = collection;
  return place === "global"
    ? path(inputs, ["project", "name"], ([project, name]) => `projects/${project}/global/${plural}/${name}`)
    : path(inputs, ["project", place, "name"], ([project, where, name]) => `projects/${project}/${place}s/${where}/${plural}/${name}`);
}

/** Each part may be written as a name or as the path that ends in it. */
function path(inputs: Inputs, names: readonly string[], join: (parts: readonly string[]) => string): string | undefined {
  const parts = names.map((name) => inputs[name]).map((part) => (typeof part === "string" ? part.split("/").at(-1) : undefined));
  const whole = parts.filter((part): part is string => part !== undefined && part !== "");
  return whole.length === names.length ? join(whole) : undefined;
}

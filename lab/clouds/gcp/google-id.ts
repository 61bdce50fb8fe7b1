import { text } from "../fields.ts";
import type { Wanted } from "../handler.ts";

type Place = "zones" | "regions" | "global";

// Where a collection lives decides its path: https://cloud.google.com/compute/docs/regions-zones/global-regional-zonal-resources
const collections = new Map<string, readonly [Place, string]>([
  ["gcp:compute/address:Address", ["regions", "addresses"]],
  ["gcp:compute/backendService:BackendService", ["global", "backendServices"]],
  ["gcp:compute/disk:Disk", ["zones", "disks"]],
  ["gcp:compute/firewall:Firewall", ["global", "firewalls"]],
  ["gcp:compute/forwardingRule:ForwardingRule", ["regions", "forwardingRules"]],
  ["gcp:compute/globalAddress:GlobalAddress", ["global", "addresses"]],
  ["gcp:compute/globalForwardingRule:GlobalForwardingRule", ["global", "forwardingRules"]],
  ["gcp:compute/healthCheck:HealthCheck", ["global", "healthChecks"]],
  ["gcp:compute/instance:Instance", ["zones", "instances"]],
  ["gcp:compute/instanceGroup:InstanceGroup", ["zones", "instanceGroups"]],
  ["gcp:compute/managedSslCertificate:ManagedSslCertificate", ["global", "sslCertificates"]],
  ["gcp:compute/network:Network", ["global", "networks"]],
  ["gcp:compute/router:Router", ["regions", "routers"]],
  ["gcp:compute/sSLCertificate:SSLCertificate", ["global", "sslCertificates"]],
  ["gcp:compute/sSLPolicy:SSLPolicy", ["global", "sslPolicies"]],
  ["gcp:compute/subnetwork:Subnetwork", ["regions", "subnetworks"]],
  ["gcp:compute/targetHttpProxy:TargetHttpProxy", ["global", "targetHttpProxies"]],
  ["gcp:compute/targetHttpsProxy:TargetHttpsProxy", ["global", "targetHttpsProxies"]],
  ["gcp:compute/uRLMap:URLMap", ["global", "urlMaps"]],
]);

/** The id Google Cloud would give: a path that tells project, place, collection and name. */
export function googleId({ type, name, urn, inputs, config }: Wanted): string {
  const say = (property: string): string => text(inputs, property, text(config, property));
  const [place, collection] = collections.get(type) ?? [];
  if (type === "gcp:storage/bucket:Bucket") return name;
  // A NAT is a part of its router: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_router_nat#attributes-reference
  if (type === "gcp:compute/routerNat:RouterNat") return [say("project"), lastPart(say("region")), lastPart(say("router")), name].join("/");
  if (place === undefined || collection === undefined) return parts(type, urn, inputs);
  const where = place === "global" ? "global" : `${place}/${place === "zones" ? lastPart(say("zone")) : lastPart(say("region"))}`;
  return `projects/${say("project")}/${where}/${collection}/${name}`;
}

/** The name at the end of an id or a self link. */
export function lastPart(path: string): string {
  return path.split("/").at(-1) ?? "";
}

// Bindings have no name: they are what they bind. https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket_iam
function parts(type: string, urn: string, inputs: Wanted["inputs"]): string {
  const bound = ["bucket", "project", "serviceAccountId", "role", "member", "service"]
    .map((property) => text(inputs, property))
    .filter((part) => part !== "");
  return bound.length > 0 && type.includes("Member") ? bound.join("/") : (urn.split("::").at(-1) ?? urn);
}

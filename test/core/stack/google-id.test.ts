import { expect, test } from "vitest";
import { googleId as idInTheLab } from "../../../lab/clouds/gcp/google-id.ts";
import { googleId } from "../../../scripts/core/stack/google-id.ts";

const inputs = { project: "acme", region: "europe-west1", zone: "europe-west1-b", router: "shop-exit", name: "shop-x" };

// The forms of https://registry.terraform.io/providers/hashicorp/google/latest/docs, "Attributes Reference", `id`.
test.each([
  ["gcp:compute/instance:Instance", "projects/acme/zones/europe-west1-b/instances/shop-x"],
  ["gcp:compute/disk:Disk", "projects/acme/zones/europe-west1-b/disks/shop-x"],
  ["gcp:compute/instanceGroup:InstanceGroup", "projects/acme/zones/europe-west1-b/instanceGroups/shop-x"],
  ["gcp:compute/router:Router", "projects/acme/regions/europe-west1/routers/shop-x"],
  ["gcp:compute/routerNat:RouterNat", "acme/europe-west1/shop-exit/shop-x"],
  ["gcp:compute/healthCheck:HealthCheck", "projects/acme/global/healthChecks/shop-x"],
  ["gcp:compute/backendService:BackendService", "projects/acme/global/backendServices/shop-x"],
  ["gcp:compute/sSLPolicy:SSLPolicy", "projects/acme/global/sslPolicies/shop-x"],
  ["gcp:compute/uRLMap:URLMap", "projects/acme/global/urlMaps/shop-x"],
  ["gcp:compute/targetHttpProxy:TargetHttpProxy", "projects/acme/global/targetHttpProxies/shop-x"],
  ["gcp:compute/targetHttpsProxy:TargetHttpsProxy", "projects/acme/global/targetHttpsProxies/shop-x"],
  ["gcp:compute/globalForwardingRule:GlobalForwardingRule", "projects/acme/global/forwardingRules/shop-x"],
])("%s is known as %s, in the rehearsal as well", (type, id) => {
  expect(googleId(type, inputs)).toBe(id);
  expect(idInTheLab({ type, name: "shop-x", urn: "", inputs, config: {} })).toBe(id);
});

test("a place written as a path counts by its end", () => {
  const zone = "https://www.googleapis.com/compute/v1/projects/acme/zones/europe-west1-b";
  expect(googleId("gcp:compute/disk:Disk", { ...inputs, zone })).toBe("projects/acme/zones/europe-west1-b/disks/shop-x");
});

test.each([
  ["a type the mirror does not use", "gcp:sql/databaseInstance:DatabaseInstance", inputs],
  ["a type named like something every object has", "toString", inputs],
  ["a machine whose zone is not said", "gcp:compute/instance:Instance", { ...inputs, zone: undefined }],
  ["a name that is no text", "gcp:compute/instance:Instance", { ...inputs, name: { secret: "x" } }],
])("%s has no id that could be known beforehand", (_, type, given) => {
  expect(googleId(type, given)).toBeUndefined();
});

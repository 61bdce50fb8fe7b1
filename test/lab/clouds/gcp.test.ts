import { beforeEach, describe, expect, it } from "vitest";
import { handle } from "../../../lab/clouds/cloud.ts";
import { keysInMetadata } from "../../../lab/clouds/gcp/instance.ts";
import type { Fields } from "../../../lab/clouds/handler.ts";
import { paperLab, type PaperLab } from "./paper-lab.ts";

let lab: PaperLab;
beforeEach(() => {
  lab = paperLab();
});

const config = { project: "mirror", region: "europe-west3", zone: "europe-west3-a" };
const create = (type: string, name: string, inputs: Fields = {}) =>
  handle("create", "gcp", { type, name, urn: `urn:pulumi:gcp::p::${type}::${name}`, inputs: { name, ...inputs }, config }, lab);
const machine = (name: string) =>
  create("gcp:compute/instance:Instance", name, {
    zone: "europe-west3-a",
    networkInterfaces: [{ subnetwork: "s" }],
    metadata: { "ssh-keys": "admin:ssh-ed25519 AAAA me" },
  });

describe("a Compute Engine instance", () => {
  it("becomes a host with the keys of its metadata, known by its path", async () => {
    const { id, outputs } = await machine("app-1");
    expect(id).toBe("projects/mirror/zones/europe-west3-a/instances/app-1");
    expect(lab.specs.get("gcp-app-1")?.authorizedKeys).toEqual(["ssh-ed25519 AAAA me"]);
    expect(outputs["networkInterfaces"]).toEqual([{ subnetwork: "s", name: "nic0", networkIp: lab.hosts.find("gcp-app-1")?.address }]);
  });

  it("has a search server's packages where it is tagged as one", async () => {
    await machine("app-1");
    await create("gcp:compute/instance:Instance", "search", { zone: "europe-west3-a", tags: ["shop-search"], networkInterfaces: [{}] });
    expect(["gcp-app-1", "gcp-search"].map((name) => lab.specs.get(name)?.searches)).toEqual([false, true]);
  });

  it("keeps its address when it is updated", async () => {
    const { id, outputs } = await machine("app-1");
    const inputs = { name: "app-1", zone: "europe-west3-a", networkInterfaces: [{ subnetwork: "s" }], labels: { a: "b" } };
    const updated = await handle("update", "gcp", { type: "gcp:compute/instance:Instance", name: "app-1", id, inputs, config }, lab);
    expect(updated.outputs["networkInterfaces"]).toEqual(outputs["networkInterfaces"]);
  });

  it("cannot be deleted while protected", async () => {
    const type = "gcp:compute/instance:Instance";
    const { id } = await create(type, "db", { networkInterfaces: [{}], deletionProtection: true });
    // https://cloud.google.com/compute/docs/instances/preventing-accidental-vm-deletion
    await expect(handle("delete", "gcp", { type, name: "db", id, inputs: {}, config }, lab)).rejects.toThrow("protected against deletion");
  });
});

describe("a name of Compute Engine", () => {
  // https://cloud.google.com/compute/docs/naming-resources
  const refused = /Error 409.*alreadyExists/;

  it("is refused to a second create, also while the first is under way", async () => {
    const first = machine("app-1");
    await expect(machine("app-1")).rejects.toThrow(refused);
    await first;
    await expect(machine("app-1")).rejects.toThrow(refused);
  });

  it("is free again once its machine is gone, by a delete or behind everybody's back", async () => {
    const { id } = await machine("app-1");
    await handle("delete", "gcp", { type: "gcp:compute/instance:Instance", name: "app-1", id, inputs: {}, config }, lab);
    await machine("app-1");
    await lab.hosts.remove("gcp-app-1");
    await expect(machine("app-1")).resolves.toMatchObject({ id });
  });

  it("of a NAT stands below its router's", async () => {
    const { id } = await create("gcp:compute/routerNat:RouterNat", "exit-nat", { router: "exit", region: "europe-west3" });
    expect(id).toBe("mirror/europe-west3/exit/exit-nat");
  });
});

describe("keys in metadata", () => {
  it.each([
    [{ "ssh-keys": "admin:ssh-ed25519 AAAA a@b\nother:ssh-rsa BBBB\n" }, ["ssh-ed25519 AAAA a@b", "ssh-rsa BBBB"]],
    [{}, []],
  ])("of %j are %j", (metadata, keys) => {
    // https://cloud.google.com/compute/docs/connect/add-ssh-keys#metadata
    expect(keysInMetadata(metadata)).toEqual(keys);
  });
});

describe("reserved addresses", () => {
  const type = "gcp:compute/globalAddress:GlobalAddress";

  it("are never given twice, also not to two that ask at once", async () => {
    const made = await Promise.all(["a", "b", "c"].map((name) => create(type, name)));
    expect(new Set(made.map(({ outputs }) => outputs["address"])).size).toBe(3);
  });

});

describe("Google's load balancer", () => {
  const balance = async () => {
    const { id: ipAddress, outputs } = await create("gcp:compute/globalAddress:GlobalAddress", "shop");
    const instances = [(await machine("app-1")).id, (await machine("app-2")).id];
    await machine("db");
    const group = await create("gcp:compute/instanceGroup:InstanceGroup", "app", {
      zone: "europe-west3-a",
      instances,
      namedPorts: [{ name: "web", port: 8080 }],
    });
    const backend = await create("gcp:compute/backendService:BackendService", "app", { portName: "web", backends: [{ group: group.id }] });
    const urlMap = await create("gcp:compute/uRLMap:URLMap", "app", { defaultService: backend.id });
    const proxy = await create("gcp:compute/targetHttpProxy:TargetHttpProxy", "app", { urlMap: urlMap.id });
    const rule = await create("gcp:compute/globalForwardingRule:GlobalForwardingRule", "http", {
      ipAddress,
      target: proxy.id,
      portRange: "80",
    });
    return { address: outputs["address"], rule, group };
  };
  const served = () =>
    [...(lab.files.get("gcp-lb-http:/etc/nginx/nginx.conf") ?? "").matchAll(/server (\S+) max_fails/g)].map(([, upstream]) => upstream);
  const at = (name: string) => `${lab.hosts.find(name)?.address ?? ""}:8080`;

  it("takes the reserved address and sends to the group's machines on the named port", async () => {
    const { address, rule } = await balance();
    expect(lab.specs.get("gcp-lb-http")?.address).toBe(address);
    expect(rule.outputs["ipAddress"]).toBe(address);
    expect(served()).toEqual([at("gcp-app-1"), at("gcp-app-2")]);
  });

  it("follows a change of the group", async () => {
    const { group } = await balance();
    const instances = ["projects/mirror/zones/europe-west3-a/instances/app-2"];
    const inputs = { name: "app", zone: "europe-west3-a", instances, namedPorts: [{ name: "web", port: 8080 }] };
    await handle("update", "gcp", { type: "gcp:compute/instanceGroup:InstanceGroup", name: "app", id: group.id, inputs, config }, lab);
    expect(served()).toEqual([at("gcp-app-2")]);
  });

  it("is refused on an address nobody reserved", async () => {
    await expect(
      create("gcp:compute/globalForwardingRule:GlobalForwardingRule", "http", { ipAddress: "global/addresses/none", target: "x" }),
    ).rejects.toThrow("not found");
  });
});

describe("a service account", () => {
  it("is known by its e-mail address", async () => {
    const { outputs } = await create("gcp:serviceaccount/account:Account", "app", { accountId: "shop-app" });
    // https://cloud.google.com/iam/docs/service-account-overview
    expect(outputs["email"]).toBe("shop-app@mirror.iam.gserviceaccount.com");
  });
});

describe("two things of one name in two collections", () => {
  it("have two ids", async () => {
    const ids = await Promise.all(
      ["gcp:compute/backendService:BackendService", "gcp:compute/uRLMap:URLMap", "gcp:compute/healthCheck:HealthCheck"].map(
        async (type) => (await create(type, "app")).id,
      ),
    );
    expect(new Set(ids).size).toBe(3);
  });
});

import { describe, expect, test } from "vitest";
import { agentsInventory, inventory, variables, wardenInventory, type Side } from "../../scripts/core/inventory.ts";
import { exampleSettings as settings } from "../support/example-settings.ts";
import { mirror } from "../support/step-world.ts";

const gcp: Side = { side: "gcp", outputs: { ...mirror, app: [...mirror.app] } };
const aws: Side = {
  side: "aws",
  outputs: {
    app: [{ name: "shop-aws-app-1", address: "10.10.1.3" }],
    exporter: { name: "shop-aws-exporter", address: "10.10.1.2" },
    loadBalancer: { dnsName: "shop-1.eu-west-1.elb.amazonaws.com" },
    database: { address: "10.10.1.1", port: 5433, name: "orders", masterUser: "master" },
    cache: { address: "10.10.1.8", port: 6380 },
    objects: { bucket: "shop-aws-objects" },
  },
};
const place = { settings, projectDirectory: "/project", knownHosts: "/run dir/known_hosts" };

describe("the inventory", () => {
  test.each<[string, Side, Record<string, readonly string[]>]>([
    ["of Google Cloud has every machine", gcp, { database: ["10.20.1.1"], app: ["10.20.1.2", "10.20.1.3"], cache: ["10.20.1.4"], search: [], exporter: [] }],
    ["of AWS leaves out what AWS runs itself", aws, { database: [], app: ["10.10.1.3"], cache: [], search: [], exporter: ["10.10.1.2"] }],
  ])("%s", (_, side, expected) => {
    const { children } = inventory(side, place).all;
    const addresses = Object.entries(children).map(([group, { hosts }]) => [group, Object.values(hosts).map((host) => host.ansible_host)]);
    expect(Object.fromEntries(addresses)).toEqual(expected);
  });

  test("names a machine as its stack does", () => {
    expect(Object.keys(inventory(gcp, place).all.children.app.hosts)).toEqual(["shop-gcp-app-1", "shop-gcp-app-2"]);
  });

  test("reaches machines with the company's key, and holds to the host keys that this run saw first", () => {
    expect(inventory(gcp, place).all.vars).toEqual({
      ansible_user: "admin",
      ansible_ssh_private_key_file: "/project/keys/ssh",
      ansible_ssh_common_args: `-o IdentitiesOnly=yes -o StrictHostKeyChecking=accept-new -o 'UserKnownHostsFile="/run dir/known_hosts"'`,
    });
  });
});

test("the agents are where their addresses say, each with the port it listens on and the certificate it shows", () => {
  const agents = [
    { name: "frankfurt", url: "https://198.51.100.110:8443", certificate: "keys/frankfurt.crt", key: "$KEY" },
    { name: "oslo", url: "https://oslo.example.net", certificate: "/elsewhere/oslo.crt", key: "$KEY" },
  ];
  const { all } = agentsInventory(agents, place, "/kit/dist/failover.tar");
  expect(all.children.agent.hosts).toEqual({
    frankfurt: { ansible_host: "198.51.100.110", failover_agent_port: 8443, failover_agent_certificate: "/project/keys/frankfurt.crt" },
    oslo: { ansible_host: "oslo.example.net", failover_agent_port: 443, failover_agent_certificate: "/elsewhere/oslo.crt" },
  });
  expect(all.vars).toMatchObject({ ansible_user: "admin", failover_bundle: "/kit/dist/failover.tar" });
});

test("the warden belongs to neither side, and is told where the store answers", () => {
  const { all } = wardenInventory({ name: "shop-warden", address: "10.20.0.2" }, place, "/kit/dist/failover.tar");
  expect(all.children).toEqual({ warden: { hosts: { "shop-warden": { ansible_host: "10.20.0.2" } } } });
  expect(all.vars).toMatchObject({ ansible_user: "admin", failover_service: settings.service, failover_bundle: "/kit/dist/failover.tar" });
  const { endpoint: _, ...google } = settings.storage;
  expect(wardenInventory({ name: "w", address: "a" }, { ...place, settings: { ...settings, storage: google } }, "/b").all.vars.failover_storage_endpoint).toBe("");
});

describe("the variables", () => {
  test("of Google Cloud lead to the mirror's own database, cache and bucket", () => {
    expect(variables(gcp, { settings, bundle: "/kit/dist/failover.tar", run: "r1" })).toEqual({
      failover_service: "shop",
      failover_side: "gcp",
      failover_database_host: "10.20.1.1",
      failover_database_port: 5432,
      failover_database_name: "shop",
      failover_database_owner: "shop",
      failover_cache_host: "10.20.1.4",
      failover_cache_port: 6379,
      failover_objects_url: "gs://shop-objects",
      failover_storage_endpoint: "http://192.0.2.20:4443",
      failover_bundle: "/kit/dist/failover.tar",
      failover_run: "r1",
    });
  });

  test("of AWS lead to its managed services, as the stack names them", () => {
    expect(variables(aws, { settings, bundle: "/b" })).toMatchObject({
      failover_side: "aws",
      failover_database_host: "10.10.1.1",
      failover_database_port: 5433,
      failover_database_name: "orders",
      failover_cache_port: 6380,
      failover_objects_url: "s3://shop-aws-objects",
    });
  });

  test("outside a run name none", () => {
    expect(variables(aws, { settings, bundle: "/b" })).not.toHaveProperty("failover_run");
  });

  test("hold no secret", () => {
    expect(JSON.stringify([variables(gcp, { settings, bundle: "/b" }), inventory(gcp, place)])).not.toMatch(/password|secret|token/i);
  });
});

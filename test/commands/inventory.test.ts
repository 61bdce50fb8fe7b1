import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kit, projectDirectory } from "../support/kit.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { variables } from "../support/settings.ts";

test("the agents' inventory is made of the settings alone: it asks no stack, and needs no agent's key", async () => {
  const directory = await projectDirectory();
  await appendFile(join(directory, "failover.yaml"), 'watch:\n  agents: [{ name: oslo, url: "https://198.51.100.110:8443", certificate: keys/oslo.crt, key: $NOT_HERE }, { name: six, url: "https://[2001:db8::7]:8443", certificate: keys/six.crt, key: $NOT_HERE }]\n');
  const { code, out } = await kit(directory, [])("inventory", "--stack", "agents");
  expect({ code, inventory: JSON.parse(out) as unknown }).toMatchObject({
    code: 0,
    inventory: { all: { children: { agent: { hosts: { oslo: { ansible_host: "198.51.100.110", failover_agent_port: 8443, failover_agent_certificate: join(directory, "keys/oslo.crt") }, six: { ansible_host: "2001:db8::7" } } } } } },
  });
  expect(out).not.toContain("NOT_HERE");
});

test("settings that name no agent say what is missing", async () => {
  const { code, out, said } = await kit(await projectDirectory(), [])("inventory", "--stack", "agents");
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(said).toContain("watch.agents");
});

const outputs = {
  app: [{ name: "shop-app-1", address: "10.10.1.11" }],
  exporter: { name: "shop-exporter", address: "10.10.1.5" },
  loadBalancer: { dnsName: "shop-alb-1.example" },
  database: { name: "shop", masterUser: "postgres", address: "db.example", port: 5432 },
  cache: { address: "cache.example", port: 6379 },
  objects: { bucket: "shop-objects" },
};

test("what the stack tells is printed, and kept for a triage on the day; where it cannot be kept, it is printed all the same", async () => {
  const directory = await projectDirectory();
  const { shell } = scriptedShell({ "stack output": { stdout: JSON.stringify(outputs) } });
  const failover = kit(directory, [], { env: variables, shell });
  const first = await failover("inventory", "--stack", "aws");
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining("shop-exporter") as string });
  expect(JSON.parse(await readFile(join(directory, ".failover/stack-places.json"), "utf8"))).toMatchObject({ aws: { origin: "shop-alb-1.example", hosts: [{ name: "shop-app-1" }] } });

  await rm(join(directory, ".failover/stack-places.json"));
  await mkdir(join(directory, ".failover/stack-places.json"));
  await writeFile(join(directory, ".failover/stack-places.json/in-the-way"), "");
  expect(await failover("inventory", "--stack", "aws")).toMatchObject({ code: 0, out: first.out, said: expect.stringContaining("a triage will not know of it") as string });
});

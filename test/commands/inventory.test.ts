import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kit, projectDirectory } from "../support/kit.ts";

test("the agents' inventory is made of the settings alone: it asks no stack, and needs no agent's key", async () => {
  const directory = await projectDirectory();
  await appendFile(join(directory, "failover.yaml"), 'watch:\n  agents: [{ name: oslo, url: "https://198.51.100.110:8443", certificate: keys/oslo.crt, key: $NOT_HERE }]\n');
  const { code, out } = await kit(directory, [])("inventory", "--stack", "agents");
  expect({ code, inventory: JSON.parse(out) as unknown }).toMatchObject({
    code: 0,
    inventory: { all: { children: { agent: { hosts: { oslo: { ansible_host: "198.51.100.110", failover_agent_port: 8443, failover_agent_certificate: join(directory, "keys/oslo.crt") } } } } } },
  });
  expect(out).not.toContain("NOT_HERE");
});

test("settings that name no agent say what is missing", async () => {
  const { code, out, said } = await kit(await projectDirectory(), [])("inventory", "--stack", "agents");
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(said).toContain("watch.agents");
});

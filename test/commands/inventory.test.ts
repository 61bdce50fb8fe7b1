import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kit, projectDirectory } from "../support/kit.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { variables } from "../support/settings.ts";

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

import { expect, test } from "vitest";
import { guardedPorts } from "../../../scripts/pipeline/lease/guarded-ports.ts";
import type { Ports } from "../../../scripts/ports.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperRds } from "../../support/paper-rds.ts";
import { MemoryJournal, silentPorts } from "../../support/world.ts";

const changes: readonly [string, (ports: Ports) => Promise<unknown>][] = [
  ["runs a command", ({ shell }) => shell.run({ file: "pulumi", args: ["up"], timeoutSeconds: 1 })],
  ["creates an object", ({ objects }) => objects.create("b", "x", Buffer.from(""))],
  ["creates one from a file", ({ objects }) => objects.createFromFile("b", "x", "/dev/null")],
  ["replaces an object", ({ objects }) => objects.replace("b", "x", Buffer.from(""), "0")],
  ["removes an object", ({ objects }) => objects.remove("b", "x", "1")],
  ["makes a bucket", ({ objects }) => objects.ensureBucket("b", { location: "EU", versioned: true })],
  ["moves the names", ({ dns }) => dns.replace([])],
  ["takes a snapshot", ({ rds }) => rds.takeSnapshot({ instance: "shop-database", id: "s", tags: {} })],
  ["deletes a snapshot", ({ rds }) => rds.deleteSnapshot("s")],
  ["reboots a database instance", ({ rds }) => rds.reboot("shop-database")],
  ["changes a database instance", ({ rds }) => rds.modify("shop-database", { securityGroups: [] })],
];

const ports = () =>
  silentPorts({
    journal: new MemoryJournal(),
    objects: memoryStore().objects,
    shell: { run: async () => ({ exitCode: 0, stdout: "", stderr: "" }) },
    dns: { records: async () => [], originEncryption: async () => ({ refused: "not asked here" }), replace: async () => undefined },
    rds: paperRds(),
  });

test.each(changes)("whoever may not act any more no longer %s", async (_, change) => {
  const inForce = { is: true };
  const guarded = guardedPorts(ports(), () => inForce.is);
  await change(guarded);
  inForce.is = false;
  await expect(change(guarded)).rejects.toMatchObject({ code: "LEASE_LAPSED" });
  expect(await guarded.objects.list("b", "")).toBeDefined();
});

import { expect, test } from "vitest";
import { emptyStack } from "../../../scripts/steps/empty-stack.ts";
import { standUpVerifier } from "../../../scripts/steps/verify/stand-up-verifier.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { scriptedShell } from "../../support/scripted-shell.ts";
import { contextWith, memoryFiles, portsWith } from "../../support/step-world.ts";

const machine = { database: { name: "shop-verify-database", address: "10.20.1.7" } };
const urn = "urn:pulumi:verify::failover-kit::gcp:compute/instance:Instance::shop-verify-database";
const state = (...resources: readonly object[]) => JSON.stringify({ deployment: { resources } });
const empty = state({ urn: "urn:pulumi:verify::failover-kit::pulumi:pulumi:Stack::failover-kit-verify", type: "pulumi:pulumi:Stack" });
const full = state({ urn, type: "gcp:compute/instance:Instance", custom: true, id: "projects/p/zones/z/instances/shop-verify-database" });

function world(states: readonly string[], { lockedBy }: { readonly lockedBy?: { readonly program: string | undefined } } = {}) {
  const { shell, ran } = scriptedShell({
    "stack export": states.map((stdout) => ({ stdout })),
    " destroy ": {},
    " cancel ": {},
    " up ": {},
    "stack output": { stdout: JSON.stringify(machine) },
  });
  const store = memoryStore();
  const files = memoryFiles();
  const here = { host: "ci-7", machine: "m", boot: "b", processes: "p" };
  const asked = { host: "ci-7", identity: async () => here, program: async () => lockedBy?.program, self: async () => ({ machine: "m", pid: 1, started: "s" }), isAtWork: async () => false };
  const ports = portsWith({ shell, files, objects: store.objects, machine: asked });
  const lock = () => store.objects.create("shop-state", ".pulumi/locks/organization/failover-kit/verify/a.json", Buffer.from(JSON.stringify({ pid: 42, username: "ci", hostname: "ci-7", timestamp: "2026-11-25T03:00:00Z" })));
  return { ports, ran, files, lock };
}
const verbs = (ran: readonly string[]) => ran.map((line) => / (stack export|stack output|destroy|cancel|up) /.exec(line)?.[1]);

test("an empty stack gets one machine, and Ansible is led to it alone", async () => {
  const { ports, ran, files } = world([empty]);
  const context = contextWith({ run: "v20261125-030000-ab12" });
  expect(await standUpVerifier.run(ports, context)).toEqual(machine);
  expect(verbs(ran)).toEqual(["stack export", "stack export", "stack export", "up", "stack output"]);
  const inventory: unknown = JSON.parse(files.written.get(`${context.runDirectory}/inventory.json`) ?? "");
  expect(inventory).toMatchObject({ all: { children: { database: { hosts: { "shop-verify-database": { ansible_host: "10.20.1.7" } } }, app: { hosts: {} } } } });
  expect(files.written.get(`${context.runDirectory}/variables.json`)).toContain('"failover_database_host": "10.20.1.7"');
});

test("a machine that an earlier verification left goes first", async () => {
  const { ports, ran } = world([full, full, empty]);
  await standUpVerifier.run(ports, contextWith());
  expect(verbs(ran).filter((verb) => verb !== "stack export")).toEqual(["destroy", "up", "stack output"]);
  expect(ran.find((line) => line.includes(" destroy "))).toContain("--stack verify --yes --skip-preview --refresh");
});

test("a lock of one that was killed goes: only the lease's holder lets Pulumi work there", async () => {
  const { ports, ran, lock } = world([empty], { lockedBy: { program: undefined } });
  await lock();
  await standUpVerifier.run(ports, contextWith());
  expect(verbs(ran)[0]).toBe("cancel");
});

test("a lock whose Pulumi still runs on this machine is refused", async () => {
  const { ports, ran, lock } = world([empty], { lockedBy: { program: "pulumi" } });
  await lock();
  await expect(standUpVerifier.run(ports, contextWith())).rejects.toMatchObject({ code: "STACK_LOCKED" });
  expect(ran).toEqual([]);
});

test("what a destroy has left is named", async () => {
  const { ports } = world([full]);
  await expect(emptyStack(ports, contextWith(), { stack: "verify", step: "remove-machine" })).rejects.toThrow("still holds shop-verify-database");
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { labClient } from "../../../lab/client.ts";
import type { Daemon } from "../../../lab/daemon/daemon.ts";
import { createDaemonServer } from "../../../lab/daemon/server.ts";
import { allOff, turned } from "../../../lab/network/switches.ts";
import type { Status } from "../../../lab/daemon/status.ts";

const status: Status = { id: "abc123", phase: { at: "ready" }, progress: [], networks: {}, hosts: [], services: [], switches: allOff, egressAttempts: 0 };
const asked: unknown[] = [];
const daemon: Daemon = {
  start: async () => undefined,
  status: async () => status,
  egress: async () => [{ source: "10.10.1.10", destination: "192.0.2.1", protocol: "tcp", port: 80 }],
  turn: async (turn) => {
    asked.push(turn);
    return turned(allOff, turn);
  },
  cutSsh: async (operator, address) => {
    asked.push({ operator, address });
    return 2;
  },
  cloud: async (verb, pkg, request) => {
    asked.push({ verb, pkg, request });
    return { id: verb === "read" ? "" : "i-1", outputs: {} };
  },
  hosts: {
    ensure: async (spec) => {
      asked.push(spec);
      return { name: spec.name, network: spec.network, address: "10.10.1.10" };
    },
    find: () => undefined,
    exec: async (name, argv, options) => {
      if (name === "gone") throw new Error("there is no host gone");
      asked.push({ name, argv, options });
      return { exitCode: 3, stdout: "out", stderr: "" };
    },
    write: async () => undefined,
    remove: async (name) => void asked.push({ removed: name }),
    list: () => [{ name: "app-1", network: "aws", address: "10.10.1.10" }],
  },
};

let directory = "";
const server = createDaemonServer(daemon, () => undefined);
const client = () => labClient(join(directory, "daemon.sock"));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "daemon-"));
  await new Promise<void>((resolve) => server.listen(join(directory, "daemon.sock"), resolve));
});
afterAll(async () => {
  server.close();
  await rm(directory, { recursive: true });
});

test("says how the lab is, and who tried to get out", async () => {
  expect(await client().status()).toEqual(status);
  expect(await client().egress()).toEqual([{ source: "10.10.1.10", destination: "192.0.2.1", protocol: "tcp", port: 80 }]);
});

test("says which hosts there are", async () => {
  expect(await client().hosts.list()).toEqual([{ name: "app-1", network: "aws", address: "10.10.1.10" }]);
});

test("hands on what is asked for, word for word", async () => {
  asked.length = 0;
  await client().hosts.ensure({ name: "app-1", network: "aws", memoryMb: 512, authorizedKeys: ["ssh-ed25519 AAAA"] });
  await client().hosts.exec("app-1", ["cat", "a b"], { stdin: "text", timeoutSeconds: 5 });
  await client().hosts.remove("app-1");
  await client().switches.turn({ name: "aws-dark", on: true });
  await client().cloud("aws", "create", { type: "aws:ec2/instance:Instance", name: "app-1", inputs: { ami: "debian" } });
  expect(asked).toEqual([
    { name: "app-1", network: "aws", memoryMb: 512, authorizedKeys: ["ssh-ed25519 AAAA"] },
    { name: "app-1", argv: ["cat", "a b"], options: { stdin: "text", timeoutSeconds: 5 } },
    { removed: "app-1" },
    { name: "aws-dark", on: true },
    { verb: "create", pkg: "aws", request: { type: "aws:ec2/instance:Instance", name: "app-1", urn: "", id: "", inputs: { ami: "debian" }, olds: {}, config: {} } },
  ]);
});

test("each switch has settings of its own, and says how all of them stand", async () => {
  asked.length = 0;
  await client().switches.turn({ name: "operator-cut", on: true, operator: "second-operator" });
  await client().switches.turn({ name: "machine-gone", on: true, operator: "operator" });
  expect(await client().switches.turn({ name: "storage-down", on: true, for: "operator", how: "refused" })).toEqual({ ...allOff, storageDown: [{ for: "operator", how: "refused" }] });
  expect(await client().operators.cutSsh("operator", "10.20.1.10")).toBe(2);
  expect(asked).toEqual([
    { name: "operator-cut", on: true, operator: "second-operator" },
    { name: "machine-gone", on: true, operator: "operator" },
    { name: "storage-down", on: true, for: "operator", how: "refused" },
    { operator: "operator", address: "10.20.1.10" },
  ]);
});

test("a command's exit code is an answer, not an error", async () => {
  expect(await client().hosts.exec("app-1", ["false"])).toEqual({ exitCode: 3, stdout: "out", stderr: "" });
});

test("a host that is not there is undefined", async () => {
  expect(await client().hosts.find("app-1")).toBeUndefined();
});

test.each([
  ["a name that is no hostname", () => client().hosts.ensure({ name: "App_1", network: "aws" }), "not what the daemon takes"],
  ["an address that is none", () => client().hosts.ensure({ name: "app-1", network: "aws", address: "10.10.1" }), "address"],
  ["a verb no cloud knows", () => client().cloud("aws", "destroy", { type: "t" }), "not what the daemon takes"],
  ["a field the daemon does not know", () => client().cloud("aws", "create", { type: "t", extra: 1 }), "extra"],
])("%s is refused with the reason", async (_, call, reason) => {
  await expect(call()).rejects.toThrow(reason);
});

test("an error inside comes back in its own words", async () => {
  await expect(client().hosts.exec("gone", ["true"])).rejects.toThrow("there is no host gone");
});

test("a lab that is not up says which command shows more", async () => {
  await expect(labClient(join(directory, "no.sock")).status()).rejects.toThrow("npm run lab -- status");
});

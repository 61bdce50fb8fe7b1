import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { expect, test } from "vitest";
import { startOf } from "../../scripts/adapters/process-table.ts";
import { thisMachine } from "../../scripts/adapters/this-machine.ts";

test("tells itself from others, the same way each time", async () => {
  const identity = await thisMachine.identity();
  expect(identity.host).toBe(hostname());
  expect(await thisMachine.identity()).toEqual(identity);
});

test("says what runs under a number, and that nothing does once it has ended", async () => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  await once(child, "spawn");
  const { pid = 0 } = child;
  expect(await thisMachine.program(pid)).toContain("sleep");
  child.kill();
  await once(child, "exit");
  expect(await thisMachine.program(pid)).toBeUndefined();
});

test.runIf(process.platform === "linux")("knows its boot and its namespace of process numbers where the system tells", async () => {
  const { boot, processes } = await thisMachine.identity();
  expect(boot).toMatch(/^[0-9a-f-]{36}$/);
  expect(processes).toMatch(/^pid:\[\d+\]$/);
});

test("knows itself, and that it is at work", async () => {
  const self = await thisMachine.self();
  expect(self.pid).toBe(process.pid);
  expect(await thisMachine.isAtWork(self)).toBe(true);
});

test("a process is at work until it has ended, and another with its number is not it", async () => {
  const self = await thisMachine.self();
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  await once(child, "spawn");
  const named = { ...self, pid: child.pid ?? 0, started: await startOf(child.pid ?? 0) };
  expect(await thisMachine.isAtWork(named)).toBe(true);
  expect(await thisMachine.isAtWork({ ...named, started: "another" })).toBe(false);
  child.kill();
  await once(child, "exit");
  expect(await thisMachine.isAtWork(named)).toBe(false);
});

test("of another machine, or of this one before its restart, nothing can be told", async () => {
  expect(await thisMachine.isAtWork({ ...(await thisMachine.self()), machine: "another" })).toBe("unknown");
});

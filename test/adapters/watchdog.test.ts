import { readdirSync, readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { isRunning } from "../../scripts/adapters/process-table.ts";
import { secretRegistry } from "../../scripts/adapters/secret-registry.ts";
import { shell } from "../../scripts/adapters/shell.ts";
import { startWatchdog } from "../../scripts/adapters/watchdog.ts";

const root = join(import.meta.dirname, "..", "..");
const development = [process.execPath, "--import", "tsx"];
const patience = { terminateAfterSeconds: 1, killAfterSeconds: 2 };
const run = (watchdog: Parameters<typeof shell>[2], program: string, onLine?: (line: string) => void) =>
  shell(new AbortController().signal, secretRegistry(async () => undefined), watchdog).run({ file: process.execPath, args: ["-e", program], timeoutSeconds: 30 }, onLine);

let marks = 0;
const newMark = () => `test${process.pid}.${++marks}`;

const start = (mark: string, more: object = {}) =>
  startWatchdog({ mark, patience, kit: [...development, join(root, "scripts", "bin.ts")], root, env: { ...process.env, FAILOVER_HOLDER: mark }, ...more });

/** The watchdog of a mark, found as a person would find it. */
function watchdogOf(mark: string): number | undefined {
  const isIt = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`agent-watchdog\0--mark\0${mark}\0`);
    } catch {
      return false;
    }
  };
  const found = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).find(isIt);
  return found === undefined ? undefined : Number(found);
}

/** A kit in a process of its own, with a child and a grandchild that left its group. */
async function guardedKit(mark: string, secondsToLive: number) {
  const kit = spawn(development[0] ?? "", [...development.slice(1), join(root, "test", "support", "guarded-kit.ts"), mark, String(secondsToLive)], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void kit.kill("SIGKILL"));
  const lines: string[] = [];
  const output = createInterface({ input: kit.stdout }).on("line", (line) => lines.push(line));
  await once(output, "line");
  const [child = 0, grandchild = 0] = (lines[0] ?? "").split(" ").map(Number);
  return { kit, lines, family: [child, grandchild] as const };
}

const alive = async (pids: readonly number[]) => (await Promise.all(pids.map(isRunning))).filter(Boolean).length;

test("a kit that is killed leaves no child and no grandchild behind, nor its watchdog", async () => {
  const mark = newMark();
  const { kit, family } = await guardedKit(mark, 600);
  expect(await alive(family)).toBe(2);
  kit.kill("SIGKILL");
  await expect.poll(() => alive(family), { timeout: 10_000 }).toBe(0);
  await expect.poll(() => watchdogOf(mark), { timeout: 10_000 }).toBeUndefined();
});

test("a kit that is frozen loses its children at the deadline, and learns of it when it goes on", async () => {
  const mark = newMark();
  const { kit, lines, family } = await guardedKit(mark, 1);
  kit.kill("SIGSTOP");
  await expect.poll(() => alive(family), { timeout: 10_000 }).toBe(0);
  expect(watchdogOf(mark)).toBeDefined();

  kit.kill("SIGCONT");
  await once(kit, "exit");
  expect(lines.slice(1)).toEqual(["TIME_TO_ACT_OVER", "TIME_TO_ACT_OVER"]);
  await expect.poll(() => watchdogOf(mark), { timeout: 10_000 }).toBeUndefined();
});

const lasting = "setTimeout(() => console.log('done'), 1500)";

test("released, it leaves and ends nobody", async () => {
  const watchdog = await start(newMark());
  watchdog.extend(1);
  const [result] = await Promise.all([run({ ...watchdog, isOver: () => false }, lasting), watchdog.release()]);
  expect(result).toMatchObject({ exitCode: 0, stdout: "done" });
  expect(watchdogOf(watchdog.mark)).toBeUndefined();
});

test("held off, it knows no deadline", async () => {
  const watchdog = await start(newMark());
  watchdog.extend(1);
  watchdog.holdOff();
  expect(await run(watchdog, lasting)).toMatchObject({ exitCode: 0, stdout: "done" });
  await watchdog.release();
});

test("an extension in time keeps the children alive", async () => {
  const watchdog = await start(newMark());
  watchdog.extend(1);
  watchdog.extend(30);
  expect(await run(watchdog, lasting)).toMatchObject({ exitCode: 0, stdout: "done" });
  await watchdog.release();
});

test("an extension counts from when the lease was asked for", async () => {
  const watchdog = await start(newMark());
  watchdog.extend(30, { monotonicSeconds: 0, wallSeconds: Date.now() / 1000 - 31 });
  expect(await watchdog.ended).toBe("over");
  await watchdog.release();
});

test("halted for a while itself, it reads what it was told meanwhile before it decides", async () => {
  const watchdog = await start(newMark());
  const pid = watchdogOf(watchdog.mark) ?? 0;
  watchdog.extend(1);
  process.kill(pid, "SIGSTOP");
  await run({ ...watchdog, isOver: () => false }, lasting);
  watchdog.extend(30);
  process.kill(pid, "SIGCONT");
  expect(await run(watchdog, lasting)).toMatchObject({ exitCode: 0, stdout: "done" });
  await watchdog.release();
});

test("it ends children that came after the deadline, and no signal of a terminal drives it away", async () => {
  const watchdog = await start(newMark());
  for (const name of ["SIGHUP", "SIGINT", "SIGTERM", "SIGHUP", "SIGINT"] as const) process.kill(watchdogOf(watchdog.mark) ?? 0, name);
  watchdog.extend(0.1);
  expect(await watchdog.ended).toBe("over");
  expect(watchdog.isOver()).toBe(true);
  watchdog.extend(600);
  expect(watchdog.isOver()).toBe(true);
  await expect(run({ ...watchdog, isOver: () => false }, "setInterval(() => {}, 1e3)")).rejects.toMatchObject({ advice: { what: expect.stringContaining("SIGINT") as string } });
  await watchdog.release();
});

test("its death is noticed", async () => {
  const watchdog = await start(newMark());
  process.kill(watchdogOf(watchdog.mark) ?? 0, "SIGKILL");
  expect(await watchdog.ended).toBe("died");
  watchdog.extend(1);
  await watchdog.release();
});

test("it bears no mark and leads a session of its own, without the kit's secrets", async () => {
  process.env["SECRET_OF_THE_KIT"] = "hunter2";
  const watchdog = await start(newMark());
  const pid = watchdogOf(watchdog.mark) ?? 0;
  expect(readFileSync(`/proc/${pid}/environ`, "utf8")).not.toMatch(/FAILOVER_|hunter2/);
  expect(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ").slice(2, 4)).toEqual([String(pid), String(pid)]);
  await watchdog.release();
});

test.each([
  ["no-such-program", /could not be started: .*ENOENT/],
  [process.execPath, /could not be started: it ended with 1/],
])("%s is no watchdog, and the kit says so", async (program, what) => {
  const missing = [program, join(root, "no-such-file.mjs")];
  await expect(start(newMark(), { kit: missing })).rejects.toMatchObject({ code: "WATCHDOG_NOT_STARTED", advice: { what: expect.stringMatching(what) as string } });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { endMarked, endOrphans } from "../../scripts/adapters/marked-processes.ts";
import { endGroups } from "../../scripts/adapters/process-groups.ts";
import { isRunning, livingProcesses, programOf, signal } from "../../scripts/adapters/process-table.ts";
import { ofHolder } from "../../scripts/core/mark.ts";

const run = `test${process.pid}`;
const quick = { terminateAfterSeconds: 1, killAfterSeconds: 2 };

/** A program that says "here" when it is ready, under a mark. */
async function marked(mark: string, program: string) {
  const child = spawn(process.execPath, ["-e", `${program}; console.log("here"); setInterval(() => {}, 1e3)`], { env: { ...process.env, FAILOVER_HOLDER: mark }, detached: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text));
  await once(child.stdout, "data");
  return { pid: child.pid ?? 0, said: () => said.join(""), exited: once(child, "exit") };
}

test("a polite process is interrupted once, and has time to tidy up", async () => {
  const child = await marked(`${run}.polite`, "let n = 0; process.on('SIGINT', () => { console.log('interrupt ' + ++n); setTimeout(() => process.exit(0), 400) })");
  expect(await endMarked(ofHolder(`${run}.polite`), { terminateAfterSeconds: 5, killAfterSeconds: 6 })).toEqual({ ended: [{ pid: child.pid, program: "node" }], left: [] });
  expect(await child.exited).toEqual([0, null]);
  expect(child.said()).toBe("here\ninterrupt 1\n");
});

test("a stubborn process is killed at the limit", async () => {
  const child = await marked(`${run}.stubborn`, "for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => console.log(name))");
  await endMarked(ofHolder(`${run}.stubborn`), quick);
  expect(await child.exited).toEqual([null, "SIGKILL"]);
  expect(child.said()).toBe("here\nSIGINT\nSIGTERM\n");
});

test("a process that stands still is ended too", async () => {
  const child = await marked(`${run}.halted`, "process.on('SIGINT', () => process.exit(7))");
  process.kill(child.pid, "SIGSTOP");
  await endMarked(ofHolder(`${run}.halted`), { terminateAfterSeconds: 5, killAfterSeconds: 6 });
  expect(await child.exited).toEqual([7, null]);
});

test("a child that lost its environment is ended with its parent", async () => {
  const child = await marked(`${run}.bare`, "console.log(require('node:child_process').spawn('sleep', ['60'], { env: {}, detached: true, stdio: 'ignore' }).pid)");
  const bare = Number(child.said().split("\n")[0]);
  expect(await isRunning(bare)).toBe(true);
  const { ended } = await endMarked(ofHolder(`${run}.bare`), quick);
  expect(ended.map(({ pid }) => pid).sort()).toEqual([child.pid, bare].sort());
  expect(await isRunning(bare)).toBe(false);
});

test("only the holder's own processes are ended; on resume, all of the run's", async () => {
  const [a, b, other] = await Promise.all([marked(`${run}.a`, ""), marked(`${run}.b`, ""), marked(`${run}0.a`, "")]);
  const living = async () => (await Promise.all([a, b, other].map(({ pid }) => isRunning(pid)))).map(String);

  expect((await endMarked(ofHolder(`${run}.a`), quick)).ended).toEqual([{ pid: a.pid, program: "node" }]);
  expect(await living()).toEqual(["false", "true", "true"]);

  expect(await endOrphans(run)).toEqual([{ pid: b.pid, program: "node" }]);
  expect(await living()).toEqual(["false", "false", "true"]);
  expect(await endOrphans(run)).toEqual([]);
});

test("a number that was given to another process is not signalled", async () => {
  const child = await marked(`${run}.reused`, "");
  const row = livingProcesses()?.find(({ pid }) => pid === child.pid);
  expect(row).toMatchObject({ program: "node", parent: process.pid, group: child.pid });
  if (row !== undefined) signal({ ...row, started: "1" }, "SIGKILL");
  expect(await isRunning(child.pid)).toBe(true);
});

test("where processes cannot be found by their mark, their groups are ended", async () => {
  const [polite, stubborn, other] = await Promise.all([marked(run, ""), marked(run, "for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => console.log(name))"), marked(run, "")]);
  await endGroups([polite.pid, stubborn.pid], quick);
  expect([await polite.exited, await stubborn.exited]).toEqual([[null, "SIGINT"], [null, "SIGKILL"]]);
  expect(stubborn.said()).toBe("here\nSIGINT\nSIGTERM\n");
  expect(await isRunning(other.pid)).toBe(true);
});

test.each([
  ["a program by its own name", "pulumi", ["/opt/pulumi/pulumi", "up"], "pulumi"],
  ["a script that an interpreter runs, whose name is too long for the kernel", "ansible-playboo", ["/venv/bin/python", "/venv/bin/ansible-playbook", "site.yml"], "ansible-playbook"],
  ["a program that renamed itself", "MainThread", ["/usr/bin/node", "-e", "1"], "node"],
  ["one without a command line", "kworker/0:1", [""], "kworker/0:1"],
])("a person is told of %s", (_, called, words, program) => {
  expect(programOf(called, words)).toBe(program);
});

import { existsSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { constants, getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loggedShell } from "../../scripts/adapters/logged-shell.ts";
import { isRunning } from "../../scripts/adapters/process-table.ts";
import { secretRegistry } from "../../scripts/adapters/secret-registry.ts";
import { shell as guardedShell } from "../../scripts/adapters/shell.ts";
import { Secret } from "../../scripts/core/secret.ts";

const secrets = secretRegistry(async () => undefined);
const shell = (stop: AbortSignal, watchdog?: Parameters<typeof guardedShell>[2]) => guardedShell(stop, secrets, watchdog);
const never = new AbortController().signal;
const node = (program: string, more: object = {}) => ({ file: process.execPath, args: ["-e", program], timeoutSeconds: 10, ...more });

describe("a command", () => {
  test("gives its exit code and both outputs, without the last newline", async () => {
    const result = await shell(never).run(node("console.log('out\\n'); console.error('err'); process.exit(3)"));
    expect(result).toEqual({ exitCode: 3, stdout: "out\n", stderr: "err", said: "out\n\nerr" });
  });

  test("gets secrets by environment and standard input, where nobody else sees them", async () => {
    const read = "process.stdin.on('data', (text) => console.log(process.env.S + ' ' + text))";
    const result = await shell(never).run(node(read, { env: { S: new Secret("x y") }, input: new Secret("from input") }));
    expect(result.stdout).toBe("x y from input");
  });

  test("leaves no timer behind that would keep the kit from ending, though it was given input", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    await shell(never).run(node("process.stdin.on('end', () => setTimeout(() => console.log('ended'), 100)).resume()", { input: "a list of files" }));
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test("reads what comes piece by piece, from memory that is used again", async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      const memory = Buffer.alloc(100_000);
      for (let n = 0; n < 30; n += 1) yield memory.fill(97 + n);
    }
    const count = "let n = 0, first = ''; process.stdin.on('data', (part) => { for (const byte of part) { if (n % 100000 === 0) first += String.fromCharCode(byte); n += 1; } }).on('end', () => console.log(n, first))";
    expect((await shell(never).run(node(count), undefined, { input: pieces() })).stdout).toBe("3000000 abcdefghijklmnopqrstuvwxyz{|}~");
  });

  test("whose input breaks off is ended, and does not take the half for the whole", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "input-")), "ended");
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("half of it");
      throw new Error("the dump has failed");
    }
    const program = `process.stdin.on('end', () => require('node:fs').writeFileSync(${JSON.stringify(path)}, 'taken for whole')).resume()`;
    await expect(shell(never).run(node(program), undefined, { input: breaking() })).rejects.toThrow("the dump has failed");
    await expect(readFile(path)).rejects.toThrow("ENOENT");
  });

  test("that reads no further is told by its exit code", async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.alloc(1_000_000);
    }
    expect((await shell(never).run(node("process.stdin.once('data', () => process.exit(4))"), undefined, { input: endless() })).exitCode).toBe(4);
  });

  test.runIf(process.platform === "linux" && getPriority() < constants.priority.PRIORITY_BELOW_NORMAL)("that goes first leaves the kit, and what it starts later, behind it", async () => {
    const file = new URL("../../scripts/adapters/shell.ts", import.meta.url).pathname;
    const program = `
      import { shell } from ${JSON.stringify(file)};
      import { getPriority } from "node:os";
      const run = (more) => shell(new AbortController().signal, { admit: async () => undefined, cover: (text) => text }).run({ file: process.execPath, args: ["-p", "os.getPriority()"], timeoutSeconds: 10, ...more });
      const [own, first, later] = [getPriority(), await run({ goesFirst: true }), await run({})];
      console.log(JSON.stringify([Number(first.stdout) - own, Number(later.stdout) - own, getPriority() - own]));`;
    const { stdout } = await shell(never).run({ file: process.execPath, args: ["--import", "tsx", "--input-type=module", "--eval", program], timeoutSeconds: 20 });
    const [first, later, own] = JSON.parse(stdout) as readonly number[];
    expect([first, (later ?? 0) > 0, (own ?? 0) > 0]).toEqual([0, true, true]);
  });

  test.runIf(existsSync("/proc/self/autogroup"))("that goes first leaves the kit behind it where sessions are weighed, too, and each later one", async () => {
    const file = new URL("../../scripts/adapters/shell.ts", import.meta.url).pathname;
    const program = `
      import { shell } from ${JSON.stringify(file)};
      import { readFileSync } from "node:fs";
      const run = (script, more) => shell(new AbortController().signal, { admit: async () => undefined, cover: (text) => text }).run({ file: "sh", args: ["-c", script], timeoutSeconds: 10, ...more });
      const first = await run("cat /proc/self/autogroup", { goesFirst: true });
      const later = await run("until grep 'nice [1-9]' /proc/self/autogroup; do sleep 0.01; done");
      console.log(JSON.stringify([first.stdout, later.stdout, readFileSync("/proc/self/autogroup", "utf8")].map((text) => Number(/nice (-?\\d+)/.exec(text)?.[1]))));`;
    const { stdout } = await shell(never).run({ file: process.execPath, args: ["--import", "tsx", "--input-type=module", "--eval", program], timeoutSeconds: 20 });
    const [first, later, own] = JSON.parse(stdout) as readonly number[];
    expect([first, (later ?? 0) > 0, (own ?? 0) > 0]).toEqual([0, true, true]);
  });

  test("without input does not wait for a person", async () => {
    expect((await shell(never).run(node("process.stdin.on('end', () => console.log('ended')).resume()"))).stdout).toBe("ended");
  });

  test("ends before its time when nobody waits for it any more, and other commands do not", async () => {
    const enough = new AbortController();
    const one = shell(never).run(node("console.log('begun'); setInterval(() => undefined, 1000)"), () => enough.abort(), { until: enough.signal });
    await expect(one).rejects.toMatchObject({ code: "COMMAND_STOPPED" });
    expect((await shell(never).run(node("console.log('there')"))).stdout).toBe("there");
  });

  test("shows its lines while it runs, also an unfinished last one", async () => {
    const lines: string[] = [];
    await shell(never).run(node("process.stdout.write('one\\ntw'); setTimeout(() => process.stdout.write('o\\nthree'), 50)"), (line) => lines.push(line));
    expect(lines).toEqual(["one", "two", "three"]);
  });

  test("may say a lot", async () => {
    const result = await shell(never).run(node("process.stdout.write('x'.repeat(5e6)); process.stderr.write('y'.repeat(5e6))"));
    expect([result.stdout.length, result.stderr.length]).toEqual([5e6, 64 * 1024]);
  });

  test("that has ended keeps nobody waiting", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const before = timers();
    await shell(never).run(node("require('node:fs').closeSync(1); require('node:fs').closeSync(2); setTimeout(() => undefined, 100)"));
    await shell(never).run(node("console.log('said')"));
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test("with a limit longer than a timer can hold is not over at once", async () => {
    expect(await shell(never).run(node("setTimeout(() => process.exit(5), 100)", { timeoutSeconds: 30 * 24 * 60 * 60 }))).toMatchObject({ exitCode: 5 });
  });

  test("that cannot be started says so", async () => {
    await expect(shell(never).run({ file: "no-such-program", args: ["up"], timeoutSeconds: 1 })).rejects.toMatchObject({
      code: "COMMAND_NOT_STARTED",
      advice: { what: expect.stringMatching(/'no-such-program up' could not be started: no such program is on the PATH/) as string },
    });
  });
});

describe("a command that somebody else kills", () => {
  const killed = `
    const child = require("node:child_process").spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
    console.log(child.pid);
    console.error("loading");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 100);`;

  test("says by which signal, what it last said, and that it was begun", async () => {
    await expect(shell(never).run(node(killed))).rejects.toMatchObject({
      code: "COMMAND_KILLED",
      advice: { what: expect.stringMatching(/was ended by SIGKILL.*loading/s) as string, exit: 1 },
    });
  });

  test("leaves nothing at work that it had started", async () => {
    const lines: string[] = [];
    await expect(shell(never).run(node(killed), (line) => lines.push(line))).rejects.toMatchObject({ code: "COMMAND_KILLED" });
    expect(await isRunning(Number(lines.find((line) => /^\d+$/.test(line))))).toBe(false);
  });
});

describe("a command that does not end", () => {
  const stubborn = `
    const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e3)"]);
    console.log(child.pid);
    console.error("still busy");
    setInterval(() => {}, 1e3)`;

  test("is ended at its time limit, with its children, and its last words are kept", async () => {
    const lines: string[] = [];
    const running = shell(never).run(node(stubborn, { timeoutSeconds: 3 }), (line) => lines.push(line));
    await expect(running).rejects.toMatchObject({ code: "COMMAND_TIMED_OUT", advice: { what: expect.stringContaining("had not finished after 3 s and was ended; it last said: still busy") as string } });
    await expect.poll(() => isRunning(Number(lines.find((line) => /^\d+$/.test(line))))).toBe(false);
  });

  test("is ended when the kit stops, and none begins after that", async () => {
    const stop = new AbortController();
    const lines: string[] = [];
    const running = shell(stop.signal).run(node(stubborn), (line) => {
      lines.push(line);
      stop.abort();
    });
    await expect(running).rejects.toMatchObject({ code: "COMMAND_STOPPED" });
    await expect(shell(stop.signal).run(node(""))).rejects.toMatchObject({ code: "COMMAND_STOPPED" });
  });
});

describe("a command whose grandchild leaves its group and holds its pipes", () => {
  // As ssh does with ControlPersist, and a daemon that somebody starts carelessly.
  const daemon = `
    const child = require("node:child_process").spawn("sleep", ["60"], { detached: true, stdio: "inherit" });
    console.log(child.pid);`;
  const pidIn = (lines: readonly string[]) => Number(lines.find((line) => /^\d+$/.test(line)));

  test("is over when it has ended itself, and the grandchild goes on", async () => {
    const began = performance.now();
    const { exitCode, stdout, stderr } = await shell(never).run(node(`${daemon} console.error("told"); process.stdout.write("last words"); child.unref(); process.exitCode = 3`));
    const pid = pidIn(stdout.split("\n"));
    onTestFinished(() => void process.kill(pid, "SIGKILL"));
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 3, stdout: `${pid}\nlast words`, stderr: "told" });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(await isRunning(pid)).toBe(true);
  });

  test("is over although nobody read its input to the end", async () => {
    const { exitCode, stdout } = await shell(never).run(node(`${daemon} child.unref(); process.exitCode = 3`, { input: "x".repeat(1e6) }));
    onTestFinished(() => void process.kill(Number(stdout), "SIGKILL"));
    expect(exitCode).toBe(3);
  });

  test.each(["COMMAND_TIMED_OUT", "COMMAND_STOPPED"])("that ends by %s takes the grandchild with it, and no other command's", async (code) => {
    const stop = new AbortController();
    const lines: string[] = [];
    const neighbour: string[] = [];
    await shell(never).run(node(`${daemon} child.unref()`), (line) => neighbour.push(line));
    onTestFinished(() => void process.kill(pidIn(neighbour), "SIGKILL"));
    const running = shell(stop.signal).run(node(`${daemon} setInterval(() => {}, 1e3)`, { timeoutSeconds: code === "COMMAND_STOPPED" ? 15 : 1 }), (line) => {
      lines.push(line);
      if (code === "COMMAND_STOPPED") stop.abort();
    });
    await expect(running).rejects.toMatchObject({ code });
    expect(await Promise.all([lines, neighbour].map((of) => isRunning(pidIn(of))))).toEqual([false, true]);
  });
});

describe("a command under a watchdog", () => {
  const told: string[] = [];
  const watchdog = (isOver: boolean) => ({ mark: "r1.ab", isOver: () => isOver, began: () => told.push("began"), collected: () => told.push("collected") });

  test("bears its holder's mark, whatever its own environment says", async () => {
    const { stdout } = await shell(never, watchdog(false)).run(node("console.log(process.env.FAILOVER_HOLDER)", { env: { FAILOVER_HOLDER: "forged" } }));
    expect(stdout).toBe("r1.ab");
    expect(told).toEqual(["began", "collected"]);
    expect((await shell(never).run(node("console.log(process.env.FAILOVER_HOLDER)"))).stdout).toBe("undefined");
  });

  test("does not begin when the time to act is over", async () => {
    await expect(shell(never, watchdog(true)).run(node(""))).rejects.toMatchObject({ code: "TIME_TO_ACT_OVER" });
  });
});

test("a log that cannot be written stops nothing", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "log-")), "file");
  await writeFile(file, "");
  expect(await loggedShell(shell(never), join(file, "logs", "stand-up.log"), () => new Date(0), secrets).run(node("console.log('made it')"))).toMatchObject({ stdout: "made it" });
});

test("the log holds the command and each line, and no secret of the environment", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "log-")), "logs", "stand-up.log");
  const logged = loggedShell(shell(never), path, () => new Date(0), secrets);
  await logged.run(node("console.log('made it')", { env: { S: new Secret("hunter2") } }));
  await logged.run(node("process.exit(4)"));
  const log = await readFile(path, "utf8");
  expect(log).toMatch(/^1970-01-01T00:00:00.000Z \$ S='\[secret\]' /);
  expect(log).toContain("Z made it\n1970-01-01T00:00:00.000Z exit 0\n");
  expect(log).toContain("Z exit 4\n");
  expect(log).not.toContain("hunter2");
});

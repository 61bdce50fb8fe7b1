import { expect, test } from "vitest";
import { run, type RunOptions } from "../../../lab/desk/run.ts";

const env = { PATH: process.env["PATH"] ?? "" };
const sh = (line: string, options: Partial<RunOptions> = {}) => run({ argv: ["sh", "-c", line], directory: "/", env, timeoutSeconds: 15, ...options });
const timed = async <T>(work: Promise<T>) => {
  const from = performance.now();
  return { ...(await work), seconds: (performance.now() - from) / 1000 };
};

test("a command says what it said, and its exit code is an answer", async () => {
  const lines: string[] = [];
  expect(await sh("cat; echo bad >&2; exit 3", { input: "in", onLine: (line) => lines.push(line) }).ended).toEqual({ exitCode: 3, stdout: "in", stderr: "bad" });
  expect(lines.toSorted()).toEqual(["bad", "in"]);
});

test("a grandchild that holds the pipe is not waited for", async () => {
  const { exitCode, stdout, seconds } = await timed(sh("sleep 18 & echo said").ended);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "said" });
  expect(seconds).toBeLessThan(15);
});

test("out of time is 124, also for a command that will not end and one whose grandchild holds the pipe", async () => {
  const stubborn = await timed(sh("trap '' TERM; sleep 18 & sleep 18", { timeoutSeconds: 0.5 }).ended);
  expect(stubborn).toMatchObject({ exitCode: 124, stderr: "no end within 0.5 s" });
  expect(stubborn.seconds).toBeLessThan(15);
});

test("a command that cannot be started says so", async () => {
  expect(await run({ argv: ["/no/such/program"], directory: "/", env, timeoutSeconds: 5 }).ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("ENOENT") as unknown });
});

test("a signal reaches the whole group", async () => {
  const started = sh("sleep 18 & sleep 18");
  started.kill9();
  expect((await timed(started.ended)).seconds).toBeLessThan(15);
});

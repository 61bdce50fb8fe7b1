import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";

const left: (() => void)[] = [];
afterEach(() => left.splice(0).forEach((end) => end()));

/** A process that stops as the kit does; `hears` resolves once it has said a line that begins so. */
async function started(env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "../support/stoppable-kit.ts")], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  left.push(() => child.kill("SIGKILL"));
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const hears = async (line: string) => {
    while (!said.includes(line)) await once(child.stdout, "data");
  };
  const ended = once(child, "exit") as Promise<[number | null, string | null]>;
  await hears("here");
  return { child, hears, ended, said: () => said };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("the first %s is a request, and the process ends by itself", async (signal) => {
  const { child, hears, ended } = await started();
  child.kill(signal);
  await hears("stopping");
  expect(await ended).toEqual([0, null]);
});

test.each([["SIGINT", "SIGINT"], ["SIGINT", "SIGTERM"], ["SIGHUP", "SIGINT"]] as const)("after %s, a %s ends it there and then", async (first, second) => {
  const { child, hears, ended } = await started();
  child.kill(first);
  await hears("stopping");
  child.kill(second);
  expect(await ended).toEqual([null, second]);
});

test("a hang-up is nothing to a process that was to ignore it, and what it starts knows nothing of that", async () => {
  const { child, hears, ended, said } = await started({ FAILOVER_HANGUP: "ignored" });
  expect(said()).toBe("here as always\n");
  for (let n = 0; n < 3; n += 1) child.kill("SIGHUP");
  child.kill("SIGINT");
  await hears("stopping");
  child.kill("SIGHUP");
  expect(await ended).toEqual([0, null]);
});

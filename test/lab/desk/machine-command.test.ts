import { expect, test } from "vitest";
import { enterMachine } from "../../../lab/desk/machine-command.ts";
import { run } from "../../../lab/desk/run.ts";

/** What waits on this side of the machine for the command inside, with the entering itself left out. */
const waiting = (...argv: readonly string[]) => {
  const whole = enterMachine(1, "/", argv);
  return whole.slice(whole.indexOf("sh"));
};

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("a command that answers %s with a code of its own is heard with that code, and to the end", async (signal) => {
  const program = `process.on("${signal}", () => setTimeout(() => { console.log("tidied up"); process.exit(4); }, 200)); setInterval(() => undefined, 1000); console.log("ready");`;
  const started = run({
    argv: waiting(process.execPath, "-e", program),
    directory: "/",
    env: {},
    timeoutSeconds: 10,
    onLine: (line) => {
      if (line === "ready") started.signal(signal);
    },
  });
  expect(await started.ended).toMatchObject({ exitCode: 4, stdout: "ready\ntidied up" });
});

test("a command that does nothing about an interrupt dies of it", async () => {
  const started = run({ argv: waiting("sh", "-c", "echo ready; exec sleep 30"), directory: "/", env: { PATH: process.env["PATH"] ?? "" }, timeoutSeconds: 10, onLine: () => started.signal("SIGINT") });
  expect(await started.ended).toMatchObject({ exitCode: 128 + 2 });
});

import { expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { toyStep } from "../support/world.ts";

const steps = [
  toyStep({ id: "stand-up", title: "Stand the mirror up" }),
  toyStep({ id: "cut-over-dns", title: "Move the names", needs: ["stand-up"], approval: "cut-over-dns" }),
];
const eventsOf = (out: string) => out.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);

test("a program reads a run line by line on standard output, the outcome last, and nothing on standard error", async () => {
  const failover = kit(await projectDirectory(), steps);
  const { digest } = JSON.parse((await failover("plan", "--json")).out) as { digest: string };
  await failover("declare", "--approve", digest, "--because", "AWS is dark");

  const waits = await failover("run", "--json");
  expect(waits.said).toBe("");
  expect(eventsOf(waits.out).map(({ event }) => event)).toEqual(["step-begun", "step-done", "notice", "waits"]);
  expect(eventsOf(waits.out).at(-1)).toMatchObject({ exitCode: waits.code, next: [`failover approve cut-over-dns --because "…"`, "failover resume"], problems: [{ step: "cut-over-dns", code: "STEP_WAITS" }] });

  await failover("approve", "cut-over-dns", "--because", "it answers");
  const done = await failover("resume", "--json");
  expect(eventsOf(done.out).at(-1)).toMatchObject({ event: "done", exitCode: 0, next: ["failover report"], problems: [] });
  expect(eventsOf(done.out).find(({ event }) => event === "step-begun")).toMatchObject({ step: "cut-over-dns", tally: { done: 1, all: 2 } });
});

test("a failure and a refusal end in an outcome as well", async () => {
  const broken = toyStep({ id: "stand-up", run: async () => Promise.reject(new FailoverError("COMMAND_FAILED", { command: "pulumi up", exitCode: 255, tail: "quota" })) });
  const failover = kit(await projectDirectory(), [broken]);
  const refused = await failover("run", "--json");
  expect(eventsOf(refused.out)).toMatchObject([{ event: "refused", run: null, exitCode: refused.code, problems: [{ code: "NO_OPEN_RUN" }] }]);

  const { digest } = JSON.parse((await failover("plan", "--json")).out) as { digest: string };
  await failover("declare", "--approve", digest, "--because", "AWS is dark");
  const failed = await failover("run", "--json");
  expect(failed.code).toBe(1);
  expect(eventsOf(failed.out).at(-1)).toMatchObject({ event: "failed", exitCode: 1, next: ["failover resume"], problems: [{ step: "stand-up", code: "COMMAND_FAILED" }] });
});

import { describe, expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import type { UnitWord } from "../../scripts/core/unit-status.ts";
import type { CommandResult, Shell } from "../../scripts/ports.ts";
import { followUnit } from "../../scripts/steps/follow-unit.ts";
import { sleepingClock } from "../support/step-world.ts";

const LIMIT = 3600;
/** What one connection says, how long it lasts, and how it ends. */
type Connection = { readonly words?: readonly UnitWord[]; readonly seconds?: number; readonly ends?: "by itself" | "broken" | "out of time" };
const working = (text: string, lines?: number): UnitWord => ({ kind: "at work", text, ...(lines === undefined ? {} : { lines }) });

async function follow(connections: readonly Connection[], outOfSightSeconds?: number) {
  const clock = sleepingClock();
  const asked: { lines: number; timeoutSeconds: number }[] = [];
  const progress: string[] = [];
  const left = [...connections];
  const shell: Shell = {
    run: async ({ file, timeoutSeconds }, onLine): Promise<CommandResult> => {
      const { words = [], seconds = 0, ends = "by itself" } = (left.length > 1 ? left.shift() : left[0]) ?? {};
      for (const word of words) onLine?.(JSON.stringify(word));
      onLine?.("Warning: Permanently added '10.20.1.2'");
      await clock.sleep(ends === "out of time" ? timeoutSeconds : seconds);
      if (ends === "out of time") {
        for (const word of words) onLine?.(JSON.stringify(word));
        throw new FailoverError("COMMAND_TIMED_OUT", { command: file, timeoutSeconds, tail: "" });
      }
      return ends === "broken" ? { exitCode: 255, stdout: "", stderr: "debug\nConnection closed\n" } : { exitCode: 0, stdout: "", stderr: "" };
    },
  };
  const end = followUnit({ shell, clock, operator: { say: () => undefined, progress: (_, text) => void progress.push(text) } }, {
    ...{ step: "restore-data", unit: "failover-restore-r1-1", host: "10.20.1.1", limitSeconds: LIMIT },
    ...(outOfSightSeconds === undefined ? {} : { outOfSightSeconds }),
    follow: (lines, timeoutSeconds) => (asked.push({ lines, timeoutSeconds }), { file: "ssh", args: [], timeoutSeconds }),
    read: (line) => (line.startsWith("{") ? (JSON.parse(line) as UnitWord) : undefined),
    failed: ({ phase, what }, last) => new FailoverError("RESTORE_FAILED", { unit: "u", phase, what: `${what}, after ${last}` }),
  }).then(
    (lines) => lines,
    (error: unknown) => error as FailoverError,
  );
  return { end: await end, asked, progress, clock };
}

test("the first look is taken at once, and each word is shown", async () => {
  const { end, progress, clock } = await follow([{ words: [working("loading", 1), working(""), { kind: "done", text: "" }] }]);
  expect(end).toBe(1);
  expect(progress).toEqual(["loading"]);
  expect(clock.slept()).toBe(0);
});

describe("three ends are told apart", () => {
  test("failed: the work said so itself, and its kind says what that means", async () => {
    const { end } = await follow([{ words: [working("loading"), { kind: "failed", phase: "loading", what: "no space" }] }]);
    expect(end).toMatchObject({ code: "RESTORE_FAILED", message: expect.stringContaining("no space, after loading") as string });
  });

  test("ended: it is no more, and nobody can tell what is done of it", async () => {
    const { end } = await follow([{ words: [working("loading"), { kind: "ended" }] }]);
    expect(end).toMatchObject({ code: "UNIT_ENDED", message: expect.stringContaining("its last word: loading") as string });
  });

  test("lost: the host is silent, with the last that was said of the connection", async () => {
    const { end, clock } = await follow([{ words: [working("loading")], ends: "broken" }, { ends: "broken" }]);
    expect(end).toMatchObject({ code: "UNIT_LOST", message: expect.stringContaining("Connection closed") as string });
    expect(clock.slept()).toBeGreaterThan(300);
  });
});

test("what was said is not asked for again, and the time already gone is not given twice", async () => {
  const { end, asked } = await follow([{ words: [working("a", 1), working("b", 2)], seconds: 600, ends: "broken" }, { words: [{ kind: "done", text: "" }] }], 900);
  expect(end).toBe(2);
  expect(asked).toEqual([{ lines: 0, timeoutSeconds: LIMIT + 120 }, { lines: 2, timeoutSeconds: LIMIT + 120 - 602 }]);
});

test("whoever knows better gives it up sooner", async () => {
  const { clock } = await follow([{ ends: "broken" }], 60);
  expect(clock.slept()).toBeLessThan(70);
});

test("a unit that systemd does not end in its time is named, and not taken for one that failed", async () => {
  const { end } = await follow([{ words: [working("loading")], ends: "out of time" }]);
  expect(end).toMatchObject({ code: "UNIT_OVERDUE" });
});

test("a bug in whoever follows is no lost connection", async () => {
  const shell: Shell = { run: () => Promise.reject(new Error("no such program")) };
  const following = followUnit({ shell, clock: sleepingClock(), operator: { say: () => undefined, progress: () => undefined } }, { step: "s", unit: "u", host: "h", limitSeconds: 1, follow: (_, timeoutSeconds) => ({ file: "ssh", args: [], timeoutSeconds }), read: () => undefined, failed: () => new FailoverError("NO_REPLICA", {}) });
  await expect(following).rejects.toThrow("no such program");
});

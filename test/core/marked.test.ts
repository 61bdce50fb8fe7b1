import { describe, expect, test } from "vitest";
import { bearing, ofCommand, ofHolder, ofRun, type Mark } from "../../scripts/core/mark.ts";
import { belonging, holderPatience, signalAt, type ProcessRow } from "../../scripts/core/marked.ts";

const environment = (...entries: readonly string[]) => entries.map((entry) => `${entry}\0`).join("");

describe("an environment", () => {
  test.each<[string, string, Mark, ReturnType<typeof bearing>]>([
    ["with the holder's mark", environment("HOME=/root", "FAILOVER_HOLDER=r1.ab"), ofHolder("r1.ab"), "this"],
    ["whose mark goes on", environment("FAILOVER_HOLDER=r1.abc"), ofHolder("r1.ab"), "another"],
    ["of the same run's other holder", environment("FAILOVER_HOLDER=r1.cd"), ofHolder("r1.ab"), "another"],
    ["of any holder of the run", environment("FAILOVER_HOLDER=r1.cd"), ofRun("r1"), "this"],
    ["of a run whose name goes on", environment("FAILOVER_HOLDER=r10.cd"), ofRun("r1"), "another"],
    ["that speaks of the mark elsewhere", environment("NOTE=FAILOVER_HOLDER=r1.ab", "XFAILOVER_HOLDER=r1.ab"), ofHolder("r1.ab"), "none"],
    ["of the command", environment("FAILOVER_HOLDER=r1.ab", "FAILOVER_COMMAND=7"), ofCommand("7"), "this"],
    ["that was overwritten", "\0\0\0", ofHolder("r1.ab"), "none"],
  ])("%s", (_, text, mark, expected) => {
    expect(bearing(text, mark)).toBe(expected);
  });
});

describe("to a holder belong", () => {
  const row = (pid: number, more: Partial<ProcessRow> = {}): ProcessRow => ({ pid, parent: 1, group: pid, started: "5", program: "sh", environment: "", ...more });
  const marked = { environment: environment("FAILOVER_HOLDER=r1.ab") };
  const other = { environment: environment("FAILOVER_HOLDER=r2.cd") };
  test.each<[string, readonly ProcessRow[], readonly ProcessRow[], readonly number[]]>([
    ["what bears its mark, and nothing else", [row(10, marked), row(11), row(12, other)], [], [10]],
    ["children and grandchildren that lost the mark, in any order", [row(12, { parent: 11 }), row(11, { parent: 10 }), row(10, marked)], [], [10, 11, 12]],
    ["those in a group that one of it leads", [row(10, marked), row(11, { group: 10 })], [], [10, 11]],
    ["one seen before and its children", [row(11, { parent: 10 }), row(10, { group: 3 })], [row(10)], [10, 11]],
    ["those in the group of a leader that is gone", [row(11, { group: 10 })], [row(10)], [11]],
    ["no children of a stranger that got a dead one's number", [row(11, { parent: 10 }), row(10, { started: "9" })], [row(10)], []],
    ["no child with another holder's mark, nor what that one starts", [row(10, marked), row(11, { ...other, parent: 10 }), row(12, { parent: 11 })], [], [10]],
    ["nobody, when nobody bears the mark", [row(10), row(11, other)], [], []],
  ])("%s", (_, rows, known, expected) => {
    expect(belonging(rows, ofHolder("r1.ab"), known).map(({ pid }) => pid).sort()).toEqual(expected);
  });
});

test.each([
  [0, "SIGINT"],
  [9.9, "SIGINT"],
  [10, "SIGTERM"],
  [14.9, "SIGTERM"],
  [15, "SIGKILL"],
  [99, "SIGKILL"],
])("after %d s of ending it is the turn of %s", (elapsed, expected) => {
  expect(signalAt(elapsed, holderPatience)).toBe(expected);
});

test("a killed process has time to be gone between a holder's 30 s and the next one's 60 s", () => {
  expect(holderPatience.killAfterSeconds).toBeLessThanOrEqual(15);
});

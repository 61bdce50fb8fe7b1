import { expect, test } from "vitest";
import { protectionLines, protectionOf } from "../../scripts/core/protection.ts";
import type { Json } from "../../scripts/core/journal.ts";
import type { RunState, StepState } from "../../scripts/core/replay.ts";

const at = { since: "2026-11-25T01:00:00.000Z", attempt: 1 };
const done = (output: Json): StepState => ({ at: "done", output, ...at });
const state = (steps: Readonly<Record<string, StepState>>) => ({ steps: new Map(Object.entries(steps)) }) as unknown as RunState;
const open = done({ mode: "read-write" });

test.each<[string, RunState, string | undefined]>([
  ["nobody can write on the new side yet", state({}), undefined],
  ["writes are open, and nothing was exported", state({ "open-writes": open }), "unprotected: the first export of the new primary is not verified yet"],
  ["there is no second store", state({ "open-writes": open, "protect-again": done({ protected: false, because: "there is no second store in failover.yaml" }) }), "unprotected: there is no second store in failover.yaml"],
  ["the first export failed", state({ "open-writes": open, "protect-again": { at: "failed", code: "PROTECT_FAILED", what: "403", ...at } }), "unprotected: the first export of the new primary failed: 403"],
  ["an older kit put out something else", state({ "open-writes": open, "protect-again": done({ done: true }) }), "unprotected: the first export of the new primary is not verified yet"],
  [
    "it lies in the second store, verified",
    state({ "open-writes": open, "protect-again": done({ protected: true, backup: "b", snapshotAt: "2026-11-25T02:00:00.000Z", bucket: "second", objects: 3, bytes: 9, seconds: 2 }) }),
    "protected: everything written until 2026-11-25T02:00:00.000Z lies in second as b, verified",
  ],
])("when %s", (_, journal, line) => expect(protectionLines(protectionOf(journal))).toEqual(line === undefined ? [] : [line]));

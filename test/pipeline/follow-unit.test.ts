import { expect, test } from "vitest";
import { readUnitStatus, unitStatusSchema, type UnitStatus } from "../../scripts/core/unit-status.ts";
import { followUnit, liveUnit } from "../../scripts/pipeline/follow-unit.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import { memoryStore } from "../support/memory-store.ts";
import { paperSource } from "../support/paper-source.ts";
import { scriptedShell, type Answer } from "../support/scripted-shell.ts";
import { memoryFiles, sleepingClock } from "../support/step-world.ts";
import { disk } from "../../scripts/adapters/disk.ts";

const path = "/run/failover/r1/restore.json";
const unit = "failover-restore-r1-1";
const alive: Answer = { stdout: `${unit}.service loaded active running the restore` };
const gone: Answer = { stdout: "" };

async function follow(units: readonly Answer[], status: Partial<UnitStatus> | undefined, ended?: string): Promise<readonly UnitStatus[]> {
  const files = memoryFiles();
  if (status !== undefined) await files.write(path, JSON.stringify({ unit, state: "running", phase: "loading tables", seconds: 2, bytes: 0, failure: null, ...status }));
  if (ended !== undefined) await files.write(`${path}.ended`, ended);
  const operator = { say: () => undefined, progress: () => undefined };
  const { shell } = scriptedShell({ "systemctl list-units": units });
  const ports: HostPorts = { shell, files, operator, clock: sleepingClock(), objects: memoryStore().objects, disk, sql: paperSource().sql };
  const lines: string[] = [];
  await followUnit(ports, { unit, status: path }, (line) => void lines.push(line));
  return lines.map((line) => unitStatusSchema.parse(JSON.parse(line)));
}

test("a line each second until the unit has ended, and systemd is asked at every fifth", async () => {
  const seen = await follow([alive, alive, gone], { bytes: 7 });
  expect(seen.map(({ state, bytes }) => [state, bytes])).toEqual([...Array<unknown>(10).fill(["running", 7]), ["failed", 7]]);
});

test("a unit that has said its last word is waited for until it is gone", async () => {
  expect(await follow([alive, alive, gone], { state: "done", bytes: 7 })).toMatchObject([{ state: "done", bytes: 7 }]);
});

test("a unit that has written nothing yet is starting", async () => {
  expect((await follow([alive, gone], undefined))[0]).toMatchObject({ state: "running", phase: "starting" });
});

test("a unit that was killed left no last word, and that is a failure", async () => {
  const seen = await follow([alive, gone], {});
  expect([seen[0], seen.at(-1)]).toMatchObject([{ state: "running" }, { state: "failed", phase: "loading tables", failure: { code: "UNIT_ENDED" } }]);
});

test("of a unit that left no last word, systemd's is told", async () => {
  const [last] = await follow([gone], {}, "oom-kill killed KILL\n");
  expect(last).toMatchObject({ failure: { code: "UNIT_ENDED", how: "oom-kill killed KILL" } });
  expect(readUnitStatus(JSON.stringify(last))).toEqual({ kind: "ended", end: { result: "oom-kill", code: "killed", status: "KILL" } });
});

test("what an earlier attempt wrote is not taken for this one's", async () => {
  expect(await follow([gone], { unit: "failover-restore-r1-0", state: "done" })).toMatchObject([{ state: "failed", failure: { code: "UNIT_ENDED" } }]);
});

test.each([
  [alive, unit],
  [gone, undefined],
])("systemd's own list says which unit is alive", async (answer, expected) => {
  expect(await liveUnit({ shell: scriptedShell({ "failover-restore-r1-*": answer }).shell }, "failover-restore-r1-*")).toBe(expected);
});

import { expect, test } from "vitest";
import { isRemovable, judgeLock, type Known, type MachineIdentity, type StateLock } from "../../../scripts/core/stack/state-lock.ts";

const WHOLE_MACHINE = "pid:[4026531836]";
const here: MachineIdentity = { host: "desk", machine: "m1", boot: "b1", processes: WHOLE_MACHINE };
const lock: StateLock = { pid: 4711, username: "ana", hostname: "desk", timestamp: "2026-11-23T08:15:05.123456789Z" };
const known: Known = { here, begun: { at: "2026-11-23T08:15:00.000Z", on: here }, program: undefined, formerHolders: [] };
const container: MachineIdentity = { ...here, processes: "pid:[4026532001]" };
const mac: MachineIdentity = { host: "desk", machine: "", boot: "", processes: "" };

test.each<[string, Partial<StateLock>, Partial<Known>, ReturnType<typeof judgeLock>]>([
  ["our own, and nothing runs under its number", {}, {}, "ours, and dead"],
  ["our own, and its number was given to another program since", {}, { program: "bash /usr/bin/bash" }, "ours, and dead"],
  ["our own, at work", {}, { program: "pulumi /opt/pulumi/bin/pulumi" }, "still running here"],
  ["our own, at work under a name the system does not tell", {}, { program: "" }, "still running here"],
  ["our own, before the machine was booted again and its number given to a new pulumi", {}, { here: { ...here, boot: "b2" }, program: "pulumi" }, "ours, and dead"],
  ["our own, where a system tells nothing of boots", {}, { here: mac, begun: { at: "2026-11-23T08:15:00.000Z", on: mac } }, "ours, and dead"],
  ["our own, in the same container", {}, { here: container, begun: { at: "2026-11-23T08:15:00.000Z", on: container } }, "ours, and dead"],
  ["another host's", { hostname: "laptop" }, {}, "somebody else's"],
  ["another host's, and its number runs here", { hostname: "laptop" }, { program: "pulumi" }, "somebody else's"],
  ["taken before this run let Pulumi work: typed by hand, or by a machine of the same name", { timestamp: "2026-11-23T08:14:59Z" }, {}, "somebody else's"],
  ["this host's name, and this run never worked here", {}, { begun: undefined }, "somebody else's"],
  ["a machine of the same name's", {}, { here: { ...here, machine: "m2", boot: "b2" } }, "somebody else's"],
  ["of a container whose process numbers we do not share", {}, { here: container }, "somebody else's"],
  ["of a container of the same name on another machine, with the machine's id from its image", {}, { here: { ...container, boot: "b2" }, begun: { at: "2026-11-23T08:15:00.000Z", on: container } }, "somebody else's"],
  ["the host's this run was taken over from", { hostname: "laptop" }, { formerHolders: [{ host: "laptop", pid: 12 }] }, "the former holder's"],
  ["a third host's after a take-over", { hostname: "server" }, { formerHolders: [{ host: "laptop", pid: 12 }] }, "somebody else's"],
  ["running here, although the run was once taken over from here", {}, { program: "pulumi", formerHolders: [{ host: "desk", pid: 12 }] }, "still running here"],
])("a lock that is %s", (_, changed, more, verdict) => {
  expect(judgeLock({ ...lock, ...changed }, { ...known, ...more })).toBe(verdict);
});

test("only the dead's and the former holder's locks may be removed", () => {
  expect((["ours, and dead", "the former holder's", "still running here", "somebody else's"] as const).map(isRemovable)).toEqual([true, true, false, false]);
});

import { expect, test } from "vitest";
import { isRemovable, judgeLock, type Known, type MachineIdentity, type StateLock } from "../../../scripts/core/stack/state-lock.ts";

const WHOLE_MACHINE = "pid:[4026531836]";
const here: MachineIdentity = { host: "desk", machine: "m1", boot: "b1", processes: WHOLE_MACHINE };
const lock: StateLock = { pid: 4711, username: "ana", hostname: "desk", timestamp: "2026-11-23T08:15:05.123456789Z" };
const begunOn = (on: MachineIdentity) => ({ at: "2026-11-23T08:15:00.000Z", on });
const known: Known = { here, beginnings: [begunOn(here)], program: undefined };
const laptop: MachineIdentity = { host: "laptop", machine: "m3", boot: "b3", processes: WHOLE_MACHINE };
const container: MachineIdentity = { ...here, processes: "pid:[4026532001]" };
const mac: MachineIdentity = { host: "desk", machine: "", boot: "", processes: "" };

test.each<[string, Partial<StateLock>, Partial<Known>, ReturnType<typeof judgeLock>]>([
  ["our own, and nothing runs under its number", {}, {}, "ours, and dead"],
  ["our own, and its number was given to another program since", {}, { program: "bash /usr/bin/bash" }, "ours, and dead"],
  ["our own, at work", {}, { program: "pulumi /opt/pulumi/bin/pulumi" }, "still running here"],
  ["our own, at work under a name the system does not tell", {}, { program: "" }, "still running here"],
  ["our own, before the machine was booted again and its number given to a new pulumi", {}, { here: { ...here, boot: "b2" }, program: "pulumi" }, "ours, and dead"],
  ["our own, where a system tells nothing of boots", {}, { here: mac, beginnings: [begunOn(mac)] }, "ours, and dead"],
  ["our own, in the same container", {}, { here: container, beginnings: [begunOn(container)] }, "ours, and dead"],
  ["another host's", { hostname: "laptop" }, {}, "somebody else's"],
  ["another host's, and its number runs here", { hostname: "laptop" }, { program: "pulumi" }, "somebody else's"],
  ["taken before this run let Pulumi work: typed by hand, or by a machine of the same name", { timestamp: "2026-11-23T08:14:59Z" }, {}, "somebody else's"],
  ["this host's name, and this run never worked here", {}, { beginnings: [] }, "somebody else's"],
  ["of the machine of the same name that this run was taken over from", {}, { here: { ...here, machine: "m2", boot: "b2" } }, "the former holder's"],
  ["of the container that this run was taken over from, whose process numbers we do not share", {}, { here: container }, "the former holder's"],
  ["of a container of the same name on another machine, with the machine's id from its image", {}, { here: { ...container, boot: "b2" }, beginnings: [begunOn(container)], program: "pulumi" }, "the former holder's"],
  ["the host's this run was taken over from", { hostname: "laptop" }, { beginnings: [begunOn(laptop)] }, "the former holder's"],
  ["of the host this run was taken over from, before this run was there", { hostname: "laptop", timestamp: "2026-11-23T08:14:59Z" }, { beginnings: [begunOn(laptop)] }, "somebody else's"],
  ["a third host's after a take-over", { hostname: "server" }, { beginnings: [begunOn(laptop), begunOn(here)] }, "somebody else's"],
  ["running here, although the run was once taken over from here", {}, { program: "pulumi", beginnings: [begunOn(here), begunOn({ ...here, boot: "b0" })] }, "still running here"],
])("a lock that is %s", (_, changed, more, verdict) => {
  expect(judgeLock({ ...lock, ...changed }, { ...known, ...more })).toBe(verdict);
});

test("only the dead's and the former holder's locks may be removed", () => {
  expect((["ours, and dead", "the former holder's", "still running here", "somebody else's"] as const).map(isRemovable)).toEqual([true, true, false, false]);
});

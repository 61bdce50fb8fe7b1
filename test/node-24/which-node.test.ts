import { expect, test } from "vitest";
import { whichNode, type Machine } from "./which-node.ts";

const usual: Machine = { platform: "linux", arch: "x64", libc: "glibc", runningVersion: "v20.19.0" };

test.each<[string, Machine, string]>([
  ["the usual Linux gets the pinned one", usual, "pinned"],
  ["a machine that runs 24 already uses that, whatever it is", { ...usual, platform: "darwin", arch: "arm64", runningVersion: "v24.3.0" }, "running"],
  ["version 2.4 or 240 is not 24", { ...usual, runningVersion: "v240.0.0" }, "pinned"],
  ["a newer Node does not stand for 24", { ...usual, runningVersion: "v26.1.0" }, "pinned"],
])("%s", (_, machine, expected) => {
  expect(whichNode(machine).use).toBe(expected);
});

test.each<[string, Partial<Machine>, string]>([
  ["ARM", { arch: "arm64" }, "linux arm64"],
  ["a Mac", { platform: "darwin", arch: "arm64", libc: "other" }, "darwin arm64"],
  ["a Linux with another C library", { libc: "other" }, "linux x64 without glibc"],
])("on %s a person is told to install it by hand", (_, machine, name) => {
  expect(whichNode({ ...usual, ...machine })).toEqual({
    use: "none",
    because: `No ready Node 24 is known for ${name}: install it by hand, put it first on the PATH and type 'npm test'.`,
  });
});

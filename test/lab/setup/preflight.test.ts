import { expect, test } from "vitest";
import { missingForSearch, obstacleIn, type MachineFacts } from "../../../lab/setup/preflight.ts";

const ready: MachineFacts = {
  platform: "linux",
  isRoot: true,
  namespaceRefusal: undefined,
  missing: [],
  hasPython: true,
  needsGo: ["Pulumi command line"],
  goVersion: "1.26.8",
  freeGigabytes: 40,
  neededGigabytes: 6,
};

test.each<[string, MachineFacts, string | undefined]>([
  ["a ready machine", ready, undefined],
  ["a Mac", { ...ready, platform: "darwin" }, "the lab does not run on darwin"],
  ["a Mac without root hears of the Mac", { ...ready, platform: "darwin", isRoot: false }, "the lab does not run on darwin"],
  ["an ordinary user", { ...ready, isRoot: false }, "the lab needs root"],
  ["an ordinary user, who could make no namespaces either", { ...ready, isRoot: false, namespaceRefusal: "unshare: not permitted" }, "the lab needs root"],
  ["root in a plain container", { ...ready, namespaceRefusal: "unshare: not permitted" }, "no namespaces can be made here"],
  ["a machine without apt", { ...ready, missing: ["nft", "ip"] }, "not on this machine: nft, ip"],
  ["an old Python", { ...ready, hasPython: false }, "no Python 3.11 or newer that can make environments"],
  ["no Go", { ...ready, goVersion: undefined }, "no Go is installed"],
  ["an old Go", { ...ready, goVersion: "1.25.11" }, "Go 1.25.11 is too old"],
  ["the next Go", { ...ready, goVersion: "2.0" }, undefined],
  ["no Go, but nothing left to build", { ...ready, goVersion: undefined, needsGo: [] }, undefined],
  ["a full disk", { ...ready, freeGigabytes: 5.9 }, "the disk is too full"],
])("%s", (_, facts, expected) => {
  expect(obstacleIn(facts)?.what).toBe(expected);
});

test("a search server needs Maven, which apt can bring; without apt there is no Java for it either, and that is said in one message", () => {
  expect(missingForSearch({ maven: true, apt: true })).toBeUndefined();
  expect(missingForSearch({ maven: false, apt: true })).toBe("maven");
  expect(missingForSearch({ maven: false, apt: false })).toMatchObject({ what: "not on this machine: apt, mvn" });
  expect(missingForSearch({ maven: true, apt: false })).toMatchObject({ what: "not on this machine: apt" });
});

test("whoever lacks Go is told what it is for", () => {
  expect(obstacleIn({ ...ready, goVersion: undefined, needsGo: ["Cloud Storage emulator", "Pulumi command line"] })?.why).toBe(
    "Go 1.26 or newer builds Cloud Storage emulator and Pulumi command line, which are not here yet",
  );
});

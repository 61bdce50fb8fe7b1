import { describe, expect, test } from "vitest";
import { acknowledged, handed, standing, type Copy } from "../../../scripts/core/book/copies.ts";
import { judgeCopies } from "../../../scripts/core/ready/copies.ts";

const at = "2026-11-01T08:00:00.000Z";
const copy = (more: Partial<Copy> = {}): Copy => ({ person: "ana", place: "home", version: "aaaa", handedAt: at, ...more });
const now = new Date("2026-11-26T08:00:00Z");

test("a new copy takes the place of the old one at the same place, and of no other", () => {
  const before = [copy(), copy({ place: "work" }), copy({ person: "ben" })];
  expect(handed(before, { person: "ana", place: "home", version: "bbbb", handedAt: at })).toEqual([copy({ place: "work" }), copy({ person: "ben" }), copy({ version: "bbbb" })]);
});

test("whoever was given nothing cannot acknowledge", () => {
  expect(acknowledged([copy()], "ben", at)).toBeUndefined();
});

test("an acknowledgement holds for all of a person's copies, and keeps its first time", () => {
  const first = copy({ acknowledgedAt: "2026-11-02T08:00:00.000Z" });
  expect(acknowledged([first, copy({ place: "work" })], "ana", at)).toEqual([first, copy({ place: "work", acknowledgedAt: at })]);
});

test.each([
  [copy({ version: "old", acknowledgedAt: at }), "out of date"],
  [copy(), "not acknowledged"],
  [copy({ acknowledgedAt: at }), "current"],
] as const)("a copy stands as it does: %o is %s", (one, expected) => {
  expect(standing(one, "aaaa")).toBe(expected);
});

describe("ready", () => {
  test.each([
    ["nobody has one", [], "amber", "nobody"],
    ["one is out of date", [copy({ acknowledgedAt: at }), copy({ person: "ben", place: "work", version: "old" })], "amber", "ben (work)"],
    ["one was never acknowledged", [copy()], "amber", "ana (home)"],
    ["one was handed out yesterday", [copy({ handedAt: "2026-11-25T08:00:00.000Z" })], "green", "1 copy"],
    ["all is well", [copy({ acknowledgedAt: at }), copy({ place: "work", acknowledgedAt: at })], "green", "2 copies"],
  ] as const)("%s: says so", (_, copies, light, words) => {
    const finding = judgeCopies(copies, "aaaa", now);
    expect(finding.light).toBe(light);
    expect(finding.says).toContain(words);
  });
});

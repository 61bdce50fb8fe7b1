import { expect, test } from "vitest";
import { fenceOf, type Attempt } from "../../scripts/core/fence.ts";

const told: Attempt = { target: "app-1", refusesWrites: true, because: "it was told to be read-only" };
const silent: Attempt = { target: "app-2", refusesWrites: false, because: "no answer within 3 s, 2 times" };

test.each<[string, Parameters<typeof fenceOf>[1], boolean, readonly string[]]>([
  ["every host told", [told], true, ["database: it answers", "app-1: it was told to be read-only"]],
  ["one host silent", [told, silent], false, ["database: it answers", "app-1: it was told to be read-only", "app-2: no answer within 3 s, 2 times"]],
  ["hosts unknown", { unknown: "no state" }, false, ["database: it answers", "the application's hosts are not known: no state"]],
  ["no host at all", [], false, ["database: it answers"]],
])("%s: fenced is %#", (_, hosts, fenced, because) => {
  expect(fenceOf("database: it answers", hosts)).toEqual({ fenced, because });
});

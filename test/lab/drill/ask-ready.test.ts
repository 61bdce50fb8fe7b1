import { expect, test } from "vitest";
import { unexpectedlyRed } from "../../../lab/drill/ask-ready.ts";

const finding = (check: string, light: "red" | "unknown" | "amber" | "green") => ({ check, light, says: `says ${check}` });

test("what a first day cannot have done may be red, anything else may not", () => {
  const findings = [finding("verified-2", "red"), finding("verified-3", "red"), finding("recovery-time", "unknown"), finding("cache", "amber"), finding("loss", "green")];
  expect(unexpectedlyRed({ findings })).toEqual([]);
  expect(unexpectedlyRed({ findings: [...findings, finding("verified-1", "red")] })).toEqual(["verified-1: says verified-1"]);
});

import { expect, test } from "vitest";
import { edgeFinding } from "../../../scripts/core/ready/edge.ts";

test.each<[string, boolean, string, string]>([
  ["strict", true, "green", "has a certificate"],
  ["full", true, "green", "has a certificate"],
  ["origin_pull", true, "green", "has a certificate"],
  ["strict", false, "red", "521 or 522"],
  ["full", false, "red", "521 or 522"],
  ["flexible", true, "red", "in circles"],
  ["off", true, "red", "in circles"],
  ["flexible", false, "amber", "not encrypted"],
  ["off", false, "amber", "not encrypted"],
  ["quantum", true, "unknown", "does not know"],
])("in mode '%s', and a mirror of which it is %s that it has a certificate, is %s", (mode, hasCertificate, light, says) => {
  const found = edgeFinding({ mode }, hasCertificate);
  expect(found).toMatchObject({ check: "edge", light, says: expect.stringContaining(says) as string });
  expect(found.says).toContain(`'${mode}'`);
  expect(found.next === null).toBe(light === "green");
});

test("a token that may not read it is no answer", () => {
  expect(edgeFinding({ refused: "Cloudflare answered with 403" }, true)).toMatchObject({ light: "unknown", says: expect.stringContaining("403") as string, next: expect.stringContaining("Zone Settings: Read") as string });
});

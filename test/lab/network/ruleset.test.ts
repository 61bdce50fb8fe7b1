import { expect, test } from "vitest";
import { networks } from "../../../lab/network/plan.ts";
import { ruleset, switchRules } from "../../../lab/network/ruleset.ts";

test("whatever goes outside the lab is noted before it is refused", () => {
  const lines = ruleset().split("\n").map((line) => line.trim());
  const inside = lines.indexOf("ip daddr @inside accept");
  const noted = lines.findIndex((line) => line.startsWith("meta l4proto { tcp, udp } add @tried"));
  const refused = lines.findIndex((line) => line.includes("reject"));
  expect(inside).toBeGreaterThan(0);
  expect(noted).toBeGreaterThan(inside);
  expect(refused).toBeGreaterThan(noted);
});

test("all ranges of the lab count as inside", () => {
  const [elements] = /elements = \{[^}]*\}/.exec(ruleset()) ?? [];
  for (const { range } of Object.values(networks)) expect(elements).toContain(range);
});

test("the switches act in every direction, so the router itself is cut off, too", () => {
  for (const hook of ["forward", "input", "output"]) {
    expect(ruleset()).toMatch(new RegExp(`hook ${hook} priority 0; policy accept;\\s+jump switches`));
  }
});

test("AWS dark drops what comes from AWS and what goes there", () => {
  expect(switchRules({ awsDark: true })).toBe(
    "flush chain inet lab switches\nadd rule inet lab switches ip saddr 10.10.0.0/16 drop\nadd rule inet lab switches ip daddr 10.10.0.0/16 drop\n",
  );
});

test("AWS back leaves no rule behind", () => {
  expect(switchRules({ awsDark: false })).toBe("flush chain inet lab switches\n");
});

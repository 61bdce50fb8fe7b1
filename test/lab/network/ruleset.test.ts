import { expect, test } from "vitest";
import { networks } from "../../../lab/network/plan.ts";
import { awsApiRules, ruleset, storageRules, switchRules } from "../../../lab/network/ruleset.ts";
import { allOff } from "../../../lab/network/switches.ts";

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
  expect(switchRules({ ...allOff, awsDark: true })).toBe(
    "flush chain inet lab switches\nadd rule inet lab switches ip saddr 10.10.0.0/16 drop\nadd rule inet lab switches ip daddr 10.10.0.0/16 drop\n",
  );
});

test("AWS back leaves no rule behind", () => {
  expect(switchRules(allOff)).toBe("flush chain inet lab switches\n");
});

test("an operator cut off is cut by their own address, beside a dark AWS", () => {
  const rules = switchRules({ ...allOff, awsDark: true, operatorsCut: ["second-operator"] });
  for (const side of ["saddr", "daddr"]) for (const address of ["10.10.0.0/16", "10.30.0.11"]) expect(rules).toContain(`ip ${side} ${address} drop`);
  expect(rules).not.toContain("10.30.0.10 ");
});

test("Cloud Storage that is down still answers the lab itself, which looks from where it stands", () => {
  const lines = storageRules({ storageDown: [{ for: "everyone", how: "silent" }] }).trim().split("\n");
  expect(lines.slice(-2)).toEqual(["add rule inet lab input iif lo accept", "add rule inet lab input drop"]);
});

test("Cloud Storage may be gone for one operator only, and refuse where it is not silent", () => {
  expect(storageRules({ storageDown: [{ for: "operator", how: "refused" }] })).toContain("input ip saddr 10.30.0.10 meta l4proto tcp reject with tcp reset\n");
});

test("Cloud Storage back leaves no rule that stops anything", () => {
  expect(storageRules(allOff)).not.toMatch(/drop|reject/);
});

test("a cut backbone takes half of the internet, AWS and the edge from operators, and nothing from anybody else", () => {
  const rules = switchRules({ ...allOff, faults: ["backbone-cut"] }).trim().split("\n").slice(1);
  expect(rules).toHaveLength(5);
  for (const rule of rules) expect(rule).toContain("ip saddr 10.30.0.0/24 ip daddr ");
});

test("AWS that cannot change anything still serves S3, and S3 that is gone leaves the rest", () => {
  expect(awsApiRules({ faults: ["control-plane-down"] })).toMatch(/dport 5001 drop\n.*dport 5002 drop\n$/);
  expect(awsApiRules({ faults: ["control-plane-down"] })).not.toContain("dport 5000");
  expect(awsApiRules({ faults: ["s3-down"] })).toMatch(/dport 5000 drop\n$/);
  expect(awsApiRules(allOff)).not.toContain("drop");
});

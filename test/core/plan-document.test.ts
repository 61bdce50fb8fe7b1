import { describe, expect, test } from "vitest";
import { planDocument, type PlanFacts } from "../../scripts/core/plan-document.ts";
import { Secret } from "../../scripts/core/secret.ts";

const facts: PlanFacts = {
  service: "shop",
  pipeline: "failover",
  choice: ["Recovery point: the newest export whose signature verifies,", "  chosen during the run and recorded."],
  covers: [{ name: "failover.yaml", sha256: "ab".repeat(32) }],
  steps: [
    { id: "stand-up", title: "Stand the mirror up", needs: [], commands: [{ file: "pulumi", args: ["up", "--stack", "gcp"], timeoutSeconds: 60 }] },
    {
      id: "cut-over-dns",
      title: "Move the names",
      needs: ["stand-up"],
      approval: "cut-over-dns",
      commands: [{ file: "curl", args: ["<stand-up.loadBalancer.address>"], env: { TOKEN: new Secret("hunter2") }, timeoutSeconds: 60 }],
    },
  ],
};

test("says what would be done, in words and in commands", () => {
  expect(planDocument(facts).text).toMatchInlineSnapshot(`
    "Plan 4783840489a5: failover of shop

    Recovery point: the newest export whose signature verifies,
      chosen during the run and recorded.

    Rests on:
      abababababababab  failover.yaml

    Steps, side by side as far as their needs allow:
      1. stand-up: Stand the mirror up
         $ pulumi up --stack gcp
      2. cut-over-dns: Move the names
         after stand-up
         asks a person, unless 'cut-over-dns' is approved beforehand
         $ curl <stand-up.loadBalancer.address>

    In the environment of curl:
      TOKEN='[secret]'"
  `);
});

test("no line of prose is wider than 80 columns", () => {
  const [first] = facts.steps;
  if (first === undefined) throw new Error("a step");
  const needs = Array.from({ length: 9 }, (_, n) => `configure-everything-${n}`);
  const { text } = planDocument({ ...facts, choice: [`Recovery point: ${"the newest export ".repeat(6)}`], steps: [{ ...first, title: `Stand up ${"one host more and ".repeat(5)}the mirror`, needs }] });
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(text).toMatch(/\n {2}1\. stand-up: Stand up[^]*\n {5}one host more[^]*\n {5}after configure-everything-0/);
});

describe("the digest moves with", () => {
  const [first, second] = facts.steps;
  if (first === undefined || second === undefined) throw new Error("two steps");
  test.each<[string, Partial<PlanFacts>]>([
    ["the service", { service: "store" }],
    ["the kind of run", { pipeline: "drill" }],
    ["what was chosen", { choice: ["Recovery point: the newest one restored in a drill"] }],
    ["one byte of a file it rests on, beyond what is shown", { covers: [{ name: "failover.yaml", sha256: `${"ab".repeat(31)}ac` }] }],
    ["a file that joins", { covers: [...facts.covers, { name: "site-vars.yml", sha256: "cd".repeat(32) }] }],
    ["a command", { steps: [{ ...first, commands: [] }, second] }],
    ["a need", { steps: [first, { ...second, needs: [] }] }],
    ["a question", { steps: [first, { ...second, approval: "open-writes" }] }],
    ["the order of the table", { steps: [second, first] }],
  ])("%s", (_, change) => {
    expect(planDocument({ ...facts, ...change }).digest).not.toBe(planDocument(facts).digest);
  });
});

test("the digest is the same for the same plan, whatever the secrets are", () => {
  const other = JSON.parse(JSON.stringify(facts)) as PlanFacts;
  expect(planDocument(facts).digest).toMatch(/^[0-9a-f]{12}$/);
  expect(planDocument(other).digest).toBe(planDocument(facts).digest);
});

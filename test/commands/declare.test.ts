import { appendFile, copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Told } from "../../scripts/core/evidence.ts";
import { evidenceStore } from "../support/evidence-store.ts";
import { minute, report, seenFrom, told, verdictsFrom } from "../support/evidence.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { toyStep } from "../support/world.ts";
import type { World } from "../../scripts/world.ts";
import { realWorldClock } from "../support/still-clock.ts";

const DAY = 24 * 60;
const dark = { warden: "down", frankfurt: "down", pingdom: "down" } as const;
const steps = [toyStep({ id: "stand-up" })];

let directory = "";
let now = minute(DAY);
let store = evidenceStore(() => now);

beforeEach(async () => {
  directory = await projectDirectory();
  now = minute(DAY);
  store = evidenceStore(() => now);
});

const rules = (more = "") => appendFile(join(directory, "failover.yaml"), `declaration:\n  gapMinutes: 60\n${more}`);

function failover(...args: readonly string[]) {
  const world: Partial<World> = {
    ledger: async () => store.objects,
    hostPorts: async () => ({ objects: store.objects, files: { read: async () => undefined, list: async () => [], write: async () => undefined } }) as never,
    clock: realWorldClock(() => new Date(now)),
  };
  return kit(directory, steps, world)(...args);
}

const planDigest = async () => (JSON.parse((await failover("plan", "--json")).out) as { digest: string }).digest;
const declare = async (...more: readonly string[]) => failover("declare", "--approve", await planDigest(), "--because", "AWS is gone", ...more);
const everything: readonly Told[] = [...seenFrom(DAY - 40, DAY, dark), ...verdictsFrom(0, DAY, "down")];

describe("failover declare", () => {
  test("asks for no evidence where the settings set no rules, and says so", async () => {
    const { code, said } = await declare();
    expect(code).toBe(0);
    expect(said).toMatch(/sets no rules of evidence/);
  });

  test("is refused while the evidence carries no disaster, with each rule's own words", async () => {
    await rules();
    const { code, said } = await declare();
    expect(code).toBe(3);
    expect(said).toMatch(/NO_DISASTER/);
    expect(said).toMatch(/locations: cannot tell: nobody has looked/);
    expect(said).toMatch(/--override disaster --override gate/);
  });

  test("is allowed once the rules are met, and the journal keeps what it rested on", async () => {
    await rules();
    await store.seed(everything);
    const { code, out } = await declare();
    expect(code).toBe(0);
    const reported = await failover("report", "--run", out.trim());
    expect(reported.out.replaceAll(/\s+/g, " ")).toMatch(/evidence [0-9a-f]{12}: locations met, reports not met, gate met; majority proven/);
  });

  test("before the gate opens it is refused, unless a person sets the gate aside by name: then every report says so", async () => {
    await rules();
    now = minute(60);
    await store.seed([...seenFrom(20, 60, dark), ...verdictsFrom(0, 60, "down")]);
    const refused = await declare();
    expect(refused.code).toBe(3);
    expect(refused.said).toMatch(/gate: not met: AWS was first seen down/);
    expect(refused.said).not.toMatch(/locations:/);
    expect((await declare("--override", "disaster")).code).toBe(3);
    expect((await declare("--override", "gate")).code).toBe(0);
    expect((await failover("report")).out.replaceAll(/\s+/g, " ")).toMatch(/declared against the rule 'gate', which a person set aside: gate was not met/);
  });

  test("what only a person can judge is asked, and the judgement recorded", async () => {
    await rules();
    await store.seed([report(DAY - 20, "acme"), report(DAY - 10, "bolt"), report(DAY - 5, "crown"), ...verdictsFrom(0, DAY, "down")]);
    const asked = await declare();
    expect(asked.code).toBe(3);
    expect(asked.said).toMatch(/JUDGEMENT_NEEDED.*most customers are affected is not proven/s);
    expect((await declare("--judged", "these three are two thirds of our traffic")).code).toBe(0);
    expect((await failover("report")).out.replaceAll(/\s+/g, " ")).toMatch(/a person judged what the evidence left open .*two thirds of our traffic/);
  });

  test("of a drill asks for no evidence, and says in the report what it was", async () => {
    await rules();
    const { code, said } = await declare("--drill");
    expect(code).toBe(0);
    expect(said).toContain("A drill: no evidence is asked for");
    expect((await failover("report")).out).toContain("a drill: no evidence was asked for");
  });

  test("of a security incident is refused, and the other plan named", async () => {
    await rules("  securityPlan: the red folder\n");
    const { code, said } = await failover("declare", "--security");
    expect(code).toBe(3);
    expect(said).toMatch(/OTHER_PLAN.*go by the red folder/s);
  });

  test("where two people are asked for, nothing runs before another one has confirmed it", async () => {
    await rules("  secondPerson: true\n");
    await store.seed(everything);
    expect((await declare()).said).toMatch(/waits for a second person/);
    const waiting = await failover("run");
    expect(waiting.code).toBe(4);
    expect(waiting.said).toMatch(/SECOND_PERSON_NEEDED/);
    expect((await failover("approve", "declaration", "--because", "yes")).said).toMatch(/SAME_PERSON/);
    expect((await failover("approve", "declaration", "--because", "I saw it, too", "--who", "ben@desk")).code).toBe(0);
    expect((await failover("approve", "declaration", "--because", "again", "--who", "eve@desk")).said).toMatch(/APPROVAL_NOT_NEEDED/);
    expect((await failover("report")).out).toMatch(/second-person, by ben@desk: I saw it, too/);
  });

  test("without --approve it shows go or wait on one page, and opens nothing", async () => {
    await rules();
    await store.seed(everything);
    const go = await failover("declare");
    expect(go.code).toBe(0);
    expect(go.out).toMatch(/GO is allowed/);
    for (const part of ["  lost ", "  takes ", "  way back ", "  begins ", "The evidence", "Over time", "While waiting", "The plan"]) expect(go.out).toContain(part);
    expect(Math.max(...go.out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    now = minute(DAY + 600);
    expect((await failover("declare")).out).toMatch(/WAIT:.*To go all the same.*--override disaster/s);
    expect(JSON.parse((await failover("declare", "--json")).out)).toMatchObject({ schema: "failover-kit/declaration-sheet/1", advice: "wait" });
    expect((await failover("report")).code).toBe(3);
  });
});

describe("failover report-in", () => {
  test("records a report, says what the reports amount to, and takes one back by its name", async () => {
    for (const customer of ["acme", "bolt"]) expect((await failover("report-in", "--customer", customer, "--said", "nothing loads")).said).toMatch(/Reports: not met/);
    const third = await failover("report-in", "--customer", "crown", "--said", "white page");
    expect(third.said).toMatch(/Reports: met; 3 customers/);
    expect((await failover("report-in", "--withdraw", "r-000000", "--because", "x")).said).toMatch(/REPORT_UNKNOWN.*\(acme\)/s);
    expect((await failover("report-in", "--withdraw", third.out.trim(), "--because", "their own network")).said).toMatch(/is withdrawn.*Reports: not met/s);
    expect(store.names().filter((name) => /\.(report|withdrawn)\.json$/.test(name))).toHaveLength(4);
  });

  test("what a customer said is kept without telephone numbers and mail addresses, here and in the bucket", async () => {
    const { said } = await failover("report-in", "--customer", "acme", "--said", "order 0012345678 fails since 03:10; call +44 7400 123456 or ana.planted@example.com");
    expect(said).toMatch(/kept without a mail address and a telephone number/);
    const here = await Promise.all((await readdir(join(directory, ".failover/evidence"))).map((name) => readFile(join(directory, ".failover/evidence", name), "utf8")));
    const there = await Promise.all(store.names().map((name) => store.objects.read("shop-journal", name.replace("shop-journal/", ""))));
    for (const kept of [here.join(""), there.map((body) => Buffer.from(body ?? []).toString()).join("")]) {
      expect(kept).toContain("order 0012345678 fails since 03:10; call [telephone number] or [mail address]");
      expect(kept).not.toMatch(/7400|planted/);
    }
  });

  test("a customer whom the company's own list does not know is refused; without a list it is accepted, and said", async () => {
    expect((await failover("report-in", "--customer", "acmee", "--said", "x")).said).toMatch(/Nobody checked whether 'acmee' is a customer: there is no contacts.yaml/);
    for (const name of ["contacts", "customers"]) await copyFile(`${name}.example.${name === "contacts" ? "yaml" : "csv"}`, join(directory, name === "contacts" ? "contacts.yaml" : "customers.csv"));
    const contacts = await readFile(join(directory, "contacts.yaml"), "utf8");
    await writeFile(join(directory, "contacts.yaml"), contacts.replace(/customers: \S+/, "customers: customers.csv"));
    const refused = await failover("report-in", "--customer", "acmee", "--said", "x");
    expect(refused.code).toBe(3);
    expect(refused.said).toMatch(/CUSTOMER_UNKNOWN.*did you mean 'acme'/s);
    const taken = await failover("report-in", "--customer", "acme", "--said", "x");
    expect(taken.code).toBe(0);
    expect(taken.said).not.toMatch(/Nobody checked/);
  });

  test.each([[["--customer", "acme"]], [["--said", "x"]], [["--customer", " ", "--said", "x"]], [["--withdraw", "r-1"]], [["--customer", "a", "--said", "b", "--withdraw", "r-1"]]])("%j is a mistake of usage", async (args) => {
    expect((await failover("report-in", ...args)).code).toBe(2);
  });

  test("whoever names neither a customer nor a report is told that, and not that the two exclude each other", async () => {
    expect((await failover("report-in")).said).toMatch(/neither --customer nor --withdraw is given/);
  });
});

describe("failover standby and page", () => {
  test("a piece of work is written down as done, with who and why, and shown on the sheet", async () => {
    expect((await failover("standby", "done", "coffee", "--because", "x")).said).toMatch(/STANDBY_UNKNOWN/);
    expect((await failover("standby", "done", "freeze")).code).toBe(2);
    const done = await failover("standby", "done", "freeze", "--because", "deployments are locked");
    expect(done.out).toMatch(/done {2}freeze, .* by ana@laptop: deployments are locked\nopen {2}export/);
    expect((await failover("declare")).out).toMatch(/done freeze \(ana@laptop/);
    expect(JSON.parse((await failover("watch", "--status", "--json")).out)).toMatchObject({ standby: [{ item: "freeze", done: { by: "ana@laptop" } }, { item: "export", done: null }, {}, {}, {}] });
  });

  test("a page is taken on by its name, once, by whoever says so first", async () => {
    await store.seed([told(DAY - 5, { kind: "page", page: "p-1", about: "disaster", says: "it is down" })]);
    expect((await failover("page", "ack", "p-2")).said).toMatch(/PAGE_UNKNOWN.*p-1/s);
    expect((await failover("page", "list")).out).toMatch(/^p-1 .* open: it is down/);
    expect((await failover("page", "ack", "p-1")).said).toMatch(/Acknowledged/);
    now += 1000;
    expect((await failover("page", "ack", "p-1", "--who", "ben@desk")).said).toMatch(/ana@laptop took it on/);
    expect((await failover("page", "list")).out).toMatch(/taken on by ana@laptop/);
  });
});

test("failover watch --status draws what the evidence says, into a file as well", async () => {
  await store.seed([...everything, report(DAY - 3, "acme")]);
  const { out } = await failover("watch", "--status", "--svg", join(directory, "picture.svg"));
  expect(out).toMatch(/locations {2}met: .*gate {7}met: /s);
  expect(out).toMatch(/ {2}frankfurt {2,}(#|█){20}/);
  expect(await readFile(join(directory, "picture.svg"), "utf8")).toMatch(/^<svg .*frankfurt.*<circle/s);
});

test("failover watch refuses without places to look from", async () => {
  expect((await failover("watch", "--once")).said).toMatch(/SECTION_MISSING/);
});

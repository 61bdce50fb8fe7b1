import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { beforeEach, expect, test } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import { files } from "../../scripts/adapters/files.ts";
import type { World } from "../../scripts/world.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { memoryStore } from "../support/memory-store.ts";
import { paperSource } from "../support/paper-source.ts";
import { variables } from "../support/settings.ts";

/** Three in the morning in New York, on a Thursday. */
const NOW = new Date("2026-11-26T08:00:00Z");
const example = await readFile(new URL("../../contacts.example.yaml", import.meta.url), "utf8");
const customers = await readFile(new URL("../../customers.example.csv", import.meta.url), "utf8");
const clock = { now: () => NOW, sleep: () => new Promise<void>(() => undefined), elapsed: () => 0 };
const env = { ...variables, FAILOVER_OPERATIONS_IDENTITY: "keys/operations.key" };

let directory = "";

beforeEach(async () => {
  directory = await projectDirectory();
  await mkdir(join(directory, "keys"));
  const identity = await generateIdentity();
  await writeFile(join(directory, "keys/operations.key"), `${identity}\n`);
  await writeFile(join(directory, "keys/operations.pub"), `${await identityToRecipient(identity)}\n`);
  await writeFile(join(directory, "contacts.yaml"), example);
  await writeFile(join(directory, "customers.csv"), customers);
});

const type = (more: Partial<World> = {}) => {
  const shell = { run: async () => ({ exitCode: 0, stdout: "", stderr: "" }) };
  const operator = { say: () => undefined, progress: () => undefined };
  return kit(directory, [], { env, clock, hostPorts: async () => ({ shell, objects: memoryStore().objects, operator, files, clock, disk, sql: paperSource().sql }), ...more });
};

/** A person who types these lines, then nothing more. */
function typing(...lines: readonly string[]) {
  const left = [...lines];
  const shown: string[] = [];
  return { shown, questions: async () => ({ show: (text: string) => void shown.push(text), ask: async (question: string) => (shown.push(question), left.shift()), close: () => undefined }) };
}

test("the calling list, in order, with deputies and the time at each person's place", async () => {
  const { code, out } = await type()("contacts");
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "Operations
      1 Ana Example, incident commander; Thu 03:00 there, night (America/New_York)
        mobile +1 202 555 0101, home +1 202 555 0102, work +1 202 555 0199,
        ana@example.com
        no answer: Dora Example, head of engineering; Thu 19:00 there
                   (Australia/Sydney)
                   mobile +61 491 570 156, dora@example.com
      2 Ben Example, database engineer; Thu 08:00 there (Europe/London)
        mobile +44 20 7946 0018, ben@example.com
        no answer: Dora Example, head of engineering; Thu 19:00 there
                   (Australia/Sydney)
                   mobile +61 491 570 156, dora@example.com

    Vendors
      - Amazon Web Services: Enterprise, an answer within 15 minutes; account
        000000000000
        +1 202 555 0150, aws@example.com, https://support.example.com/aws

    3 designated contacts of 2 customers
    "
  `);
});

test("a team's sheet to call by has the numbers alone, in the order in which they are tried", async () => {
  expect((await type()("contacts", "--team", "operations", "--call")).out).toMatchInlineSnapshot(`
    "Operations
      1 Ana Example; Thu 03:00 there, night
        [ ] +1 202 555 0101 (mobile)
        [ ] +1 202 555 0102 (home)
        [ ] +1 202 555 0199 (work)
        no answer: Dora Example; Thu 19:00 there
                   [ ] +61 491 570 156 (mobile)
      2 Ben Example; Thu 08:00 there
        [ ] +44 20 7946 0018 (mobile)
        no answer: Dora Example; Thu 19:00 there
                   [ ] +61 491 570 156 (mobile)
    "
  `);
});

test("for machines: who, in which order, whether it is night there, and what is to be mended", async () => {
  await writeFile(join(directory, "contacts.yaml"), example.replace("    deputy: dora # who", "    # who"));
  const { out } = await type()("contacts", "--json");
  expect(JSON.parse(out)).toMatchObject({
    schema: "failover-kit/contacts/1",
    teams: [{ id: "operations", calls: [{ id: "ana", deputies: [], there: { time: "03:00", isNight: true } }, { id: "ben", deputies: [{ id: "dora", there: { time: "19:00", isNight: false } }] }] }],
    others: [],
    customers: { contacts: 3, customers: 2 },
    concerns: [{ id: "ana", because: "no deputy" }],
  });
});

test.each<[string, () => Promise<unknown>, readonly string[], number, string]>([
  ["no file", async () => disk.remove(join(directory, "contacts.yaml")), [], 3, "there is neither contacts.yaml nor contacts.yaml.age"],
  ["a team that is none", async () => undefined, ["--team", "nights"], 2, "has no team 'nights'"],
  ["two files", async () => writeFile(join(directory, "contacts.yaml.age"), "x"), [], 3, "contacts.yaml and contacts.yaml.age are both there"],
  ["a customers' list that is not there", async () => disk.remove(join(directory, "customers.csv")), [], 3, "customers.csv is not there"],
  ["a row that is wrong", async () => writeFile(join(directory, "customers.csv"), `${customers}x1,initech,Planted,planted,,\n`), [], 3, "customers.csv:5 x1 email: is no mail address"],
  ["nobody at a terminal", async () => undefined, ["verify"], 3, "nobody is there to answer"],
])("%s is refused in words", async (_, spoil, args, exit, words) => {
  await spoil();
  const { code, out, said } = await type()("contacts", ...args);
  expect({ code, out }).toEqual({ code: exit, out: "" });
  expect(said).toContain(words);
  expect(said).not.toMatch(/Planted/);
});

test("encrypted to whoever opens the backups, it reads the same, and the plain files are gone", async () => {
  const plain = await type()("contacts");
  expect(await type()("contacts", "encrypt")).toMatchObject({ code: 0, said: expect.stringContaining("customers.csv.age and contacts.yaml.age written, and each plain file removed once its own was read back") as string });
  expect(["contacts.yaml", "customers.csv"].filter((name) => existsSync(join(directory, name)))).toEqual([]);
  expect(await type()("contacts")).toEqual(plain);
  expect(await type({ env: variables })("contacts")).toMatchObject({ code: 3, out: "", said: expect.stringContaining("contacts.yaml.age cannot be opened") as string });
});

test("a plain file stays where its ciphertext could not be read back", async () => {
  await writeFile(join(directory, "keys/operations.pub"), `${await identityToRecipient(await generateIdentity())}\n`);
  expect(await type()("contacts", "encrypt")).toMatchObject({ code: 3, said: expect.stringContaining("was not encrypted") as string });
  expect([existsSync(join(directory, "customers.csv")), existsSync(join(directory, "customers.csv.age"))]).toEqual([true, false]);
});

test("a walk dates what is true, corrects what is not, keeps every comment, and goes on where it stopped", async () => {
  await writeFile(join(directory, "contacts.yaml"), example.replaceAll("2026-11-02", "2026-08-01"));
  const first = typing("y", "e", "", "", "", "+44 20 7946 0020", "", "", "", "-", "what", "q");
  expect(await type({ questions: first.questions })("contacts", "verify")).toMatchObject({ code: 5, said: expect.stringContaining("2 verified by ana@laptop; 2 left") as string });
  const after = await readFile(join(directory, "contacts.yaml"), "utf8");
  expect(after).toContain("lastVerified: 2026-11-26 # when somebody last asked her");
  expect(after).toContain('mobile: "+44 20 7946 0020"');
  expect(after.match(/deputy: /g)).toHaveLength(1);
  expect(after.match(/#/g)).toHaveLength(example.match(/#/g)?.length ?? 0);

  const second = typing("n", "y");
  expect(await type({ questions: second.questions })("contacts", "verify")).toMatchObject({ code: 5, said: expect.stringContaining("not true, or not sound as edited: dora") as string });
  expect(second.shown.filter((text) => / of 2: /.test(text))).toHaveLength(2);
});

test("nobody is asked anything while the list for the warden could not be sealed", async () => {
  const settings = join(directory, "failover.yaml");
  const paging = "channels: { sms: { url: 'https://sms.example.net/', body: '{to}{text}' } }\npaging: { team: operations, sealed: { identity: $PAGING_KEY, recipient: keys/paging.pub } }\n";
  await writeFile(settings, `${await readFile(settings, "utf8")}\n${paging}`);
  await writeFile(join(directory, "contacts.yaml"), example.replaceAll("2026-11-02", "2026-08-01"));
  const { questions, shown } = typing("y", "y", "y", "y");
  expect(await type({ questions })("contacts", "verify")).toMatchObject({ code: 3, said: expect.stringContaining("keys/paging.pub is not there") as string });
  expect(shown).toEqual([]);
  expect(await readFile(join(directory, "contacts.yaml"), "utf8")).not.toContain("2026-11-26");
});

test("one customer's one contact is counted in the singular", async () => {
  await writeFile(join(directory, "customers.csv"), customers.split("\n").slice(0, 2).join("\n"));
  expect((await type()("contacts")).out).toContain("1 designated contact of 1 customer\n");
});

test("an edit that would not be sound is not written", async () => {
  await writeFile(join(directory, "contacts.yaml"), example.replaceAll("2026-11-02", "2026-08-01"));
  const { questions, shown } = typing("e", "", "", "", "0171 5550101", "", "", "", "", "q");
  expect((await type({ questions })("contacts", "verify")).said).toContain("not true, or not sound as edited: ana");
  expect(shown.join("\n")).toContain("people.ana.mobile: is no number that can exist");
  expect(await readFile(join(directory, "contacts.yaml"), "utf8")).toBe(example.replaceAll("2026-11-02", "2026-08-01"));
});

test("'failover ready' speaks of contacts by id and count alone", async () => {
  await writeFile(join(directory, "contacts.yaml"), example.replaceAll("2026-11-02", "2026-08-01"));
  const { out, said } = await type()("ready", "--json");
  const { findings } = JSON.parse(out) as { findings: readonly { check: string; light: string; says: string }[] };
  expect(findings.filter(({ check }) => check === "contacts")).toMatchObject([{ light: "amber", says: "4 of 4 entries were not verified in the last 90 days: ana, ben, dora, aws" }]);
  expect(`${out}${said}`).not.toMatch(/Example|\+1202|@example|000000000000/);
});

test("an encryption that dies anywhere leaves contacts that are read, and the next call finishes it", async () => {
  const plain = await type()("contacts");
  let died = 0;
  for (let deathAt = 0; ; deathAt += 1) {
    await writeFile(join(directory, "contacts.yaml"), example);
    await writeFile(join(directory, "customers.csv"), customers);
    for (const name of ["contacts.yaml", "customers.csv"]) await disk.remove(join(directory, `${name}.age`));
    let acts = 0;
    const mortal = <Args extends readonly unknown[]>(act: (...args: Args) => Promise<void>) => async (...args: Args) => {
      if ((acts += 1) > deathAt) throw new Error("killed");
      await act(...args);
    };
    const dying = { ...files, write: mortal((...args: Parameters<typeof files.write>) => files.write(...args)) };
    const ended = await type({ files: dying, hostPorts: async () => ({ shell: { run: async () => ({ exitCode: 0, stdout: "", stderr: "" }) }, objects: memoryStore().objects, operator: { say: () => undefined, progress: () => undefined }, files: dying, clock, disk: { ...disk, remove: mortal((path: string) => disk.remove(path)) }, sql: paperSource().sql }) })("contacts", "encrypt").then(({ code }) => code, () => "killed");
    expect(await type()("contacts")).toEqual(plain);
    expect(await type()("contacts", "encrypt")).toMatchObject({ code: 0 });
    expect((await files.list(directory)).filter((name) => /^(contacts|customers)\./.test(name))).toEqual(["contacts.yaml.age", "customers.csv.age"]);
    expect(await type()("contacts")).toEqual(plain);
    if (ended === 0) break;
    died += 1;
  }
  expect(died).toBeGreaterThanOrEqual(8);
});

test("a plain file beside its encrypted self goes where both say the same, and both stay where they differ", async () => {
  await type()("contacts", "encrypt");
  await writeFile(join(directory, "contacts.yaml"), example);
  expect(await type()("contacts")).toMatchObject({ code: 3, said: expect.stringContaining("failover contacts encrypt, which removes contacts.yaml") as string });
  expect(await type()("contacts", "encrypt")).toMatchObject({ code: 0 });
  expect(existsSync(join(directory, "contacts.yaml"))).toBe(false);
  await writeFile(join(directory, "contacts.yaml"), example.replace("2026-11-02", "2026-11-03"));
  expect(await type()("contacts", "encrypt")).toMatchObject({ code: 3, said: expect.stringContaining("are both there") as string });
  expect([existsSync(join(directory, "contacts.yaml")), existsSync(join(directory, "contacts.yaml.age"))]).toEqual([true, true]);
});

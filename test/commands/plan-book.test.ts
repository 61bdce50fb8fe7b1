import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { pipelineNamed } from "../../scripts/pipeline/pipelines.ts";
import { kit, projectDirectory, type Said } from "../support/kit.ts";
import { variables } from "../support/settings.ts";

let directory = "";
let failover: (...args: readonly string[]) => Promise<Said>;

beforeEach(async () => {
  directory = await projectDirectory();
  failover = kit(directory, [], { pipeline: async (name) => pipelineNamed(name), env: {} });
});

const version = (out: string) => /version ([0-9a-f]{12})/.exec(out)?.[1];

test.each(["plan.md", "plan.html", "plan.pdf"])("the plan is printed into %s, with no network and no variable set", async (name) => {
  const { code, out } = await failover("plan", "--book", "--output", join(directory, name));
  expect(code).toBe(0);
  expect(version(out)).toBeDefined();
  expect((await readFile(join(directory, name))).length).toBeGreaterThan(10_000);
});

test("a PDF in which names would be boxes says so, and where they are whole", async () => {
  await writeFile(join(directory, "contacts.yaml"), 'version: 1\npeople: [{ id: ana, name: "李小龍", role: operations, mobile: "+442079460123", timeZone: Europe/London }]\nteams: [{ id: t, name: T, members: [ana] }]\n');
  const print = async (name: string) => (await failover("plan", "--book", "--output", join(directory, name))).said;
  expect(await print("plan.pdf")).toMatch(/Note: 1 word of it is in letters that a PDF from here has none for/);
  expect(await print("plan.html")).toBe("");
});

test("without a file to write to it says how", async () => {
  const { code, said } = await failover("plan", "--book");
  expect(code).toBe(2);
  expect(said).toContain("failover plan --book --output plan.pdf");
});

test("whoever names a file and forgets --book is told so, in place of a plan on the screen", async () => {
  const { code, out, said } = await failover("plan", "--output", join(directory, "plan.pdf"));
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(said.replace(/\s+/g, " ")).toContain("failover plan --book --output");
});

test("no secret is in it, though its variables are set", async () => {
  failover = kit(directory, [], { pipeline: async (name) => pipelineNamed(name), env: variables });
  await failover("plan", "--book", "--output", join(directory, "plan.md"));
  const text = await readFile(join(directory, "plan.md"), "utf8");
  for (const secret of Object.values(variables).filter((value) => value.endsWith("not-for-printing"))) expect(text).not.toContain(secret);
  expect(text).toContain("$SHOP_DATABASE_PASSWORD");
});

test("who has which version is followed from handing out to out of date", async () => {
  expect((await failover("copies", "list")).out).toContain("Nobody is known");
  await failover("copies", "hand", "--to", "ana,ben", "--place", "home");
  await failover("copies", "acknowledge", "--by", "ana");
  const listed = JSON.parse((await failover("copies", "list", "--json")).out) as { copies: { person: string; standing: string }[] };
  expect(listed.copies.map(({ person, standing }) => `${person}: ${standing}`)).toEqual(["ana: current", "ben: not acknowledged"]);

  await writeFile(join(directory, "site-vars.yml"), "app_artifact: /srv/releases/shop-1043.mjs\n");
  const after = await failover("copies", "list");
  expect(after.out.match(/out of date/g)).toHaveLength(2);
});

test("a name and a place that are long stand within the page", async () => {
  await failover("copies", "hand", "--to", "ana-maria.of-the-team-on-call", "--place", "in the safe of the office behind the reception");
  const { out } = await failover("copies", "list");
  expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(out).toMatch(/\nana-maria\.of-the-team-on-call, in the safe of the office behind the reception\n {2}[0-9a-f]{12} .* not acknowledged\n?$/);
});

test("whoever was given nothing cannot acknowledge it", async () => {
  const { code, said } = await failover("copies", "acknowledge", "--by", "eve");
  expect(code).toBe(3);
  expect(said).toContain("failover copies hand --to eve");
});

test("whoever hands a copy to somebody whom the contacts do not know is told so, since it may be a slip", async () => {
  const contacts = await readFile(new URL("../../contacts.example.yaml", import.meta.url), "utf8");
  await writeFile(join(directory, "contacts.yaml"), contacts.replace(/^customers:.*$/m, ""));
  expect((await failover("copies", "hand", "--to", "ana")).said).not.toContain("knows nobody");
  expect(await failover("copies", "hand", "--to", "ben,zed")).toMatchObject({ code: 0, said: expect.stringContaining("contacts.yaml knows nobody by the id zed") as string });
});

test("without the customers' list the company's own people are printed, and what is missing is said", async () => {
  await writeFile(join(directory, "contacts.yaml"), await readFile(new URL("../../contacts.example.yaml", import.meta.url), "utf8"));
  const { code, said } = await failover("plan", "--book", "--output", join(directory, "plan.md"));
  expect(code).toBe(0);
  expect(said).toMatch(/Note: the customers' contacts are not in it:\s.*customers\.csv/s);
  const text = await readFile(join(directory, "plan.md"), "utf8");
  expect(text).toContain("Ana Example");
  expect(text).toContain("The customers' contacts could not be read where this was printed");
  expect((await failover("copies", "hand", "--to", "ana")).said).toMatch(/cannot be told: the customers' contacts are not in it/);
});

test.each([["<<<<<<< ours\n{}", "it is not JSON"], ['{"schema":"failover-kit/plan-copies/1","copies":[{"person":"ana"}]}', "place"]])("a list of copies that is %s is not written over, and it is said how to have it back", async (text, why) => {
  await writeFile(join(directory, "plan-copies.json"), text);
  const { code, said } = await failover("copies", "hand", "--to", "ana", "--place", "home");
  expect(code).not.toBe(0);
  expect(said).toContain("git checkout -- plan-copies.json");
  expect(said).toContain(why);
  expect(await readFile(join(directory, "plan-copies.json"), "utf8")).toBe(text);
});

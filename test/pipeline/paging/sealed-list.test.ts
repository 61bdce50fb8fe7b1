import { copyFile, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { beforeEach, expect, test } from "vitest";
import { files } from "../../../scripts/adapters/files.ts";
import { keys } from "../../../scripts/adapters/keys.ts";
import { readContacts } from "../../../scripts/core/contacts/read-contacts.ts";
import { readSettings } from "../../../scripts/core/settings.ts";
import { openContacts, sealedText } from "../../../scripts/pipeline/contacts/open-contacts.ts";
import { staffOf } from "../../../scripts/pipeline/paging/keep-paging.ts";
import { readForWarden, readSealedList, sealPagingList } from "../../../scripts/pipeline/paging/sealed-list.ts";
import type { Project } from "../../../scripts/pipeline/project.ts";
import { settingsText } from "../../support/settings.ts";

const example = await readFile(new URL("../../../contacts.example.yaml", import.meta.url), "utf8");
const paging = "paging: { team: operations, sealed: { identity: $FAILOVER_PAGING_IDENTITY, recipient: keys/paging.pub } }\n";

let [laptop, warden] = ["", ""];

const projectIn = (directory: string): Project => ({ directory, secrets: [], written: readSettings(`${settingsText}${paging}`, "failover.yaml") });
const reach = (env: Readonly<Record<string, string>>) => ({ files, env, keys: async () => keys });
const onWarden = reach({ FAILOVER_PAGING_IDENTITY: "keys/paging.key" });
const onLaptop = reach({ FAILOVER_OPERATIONS_IDENTITY: "keys/operations.key" });
const contacts = () => {
  const read = readContacts(example, "contacts.yaml");
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return read.value;
};

/** What the warden's role carries over. */
const carry = (...names: readonly string[]) => Promise.all(names.map((name) => copyFile(join(laptop, name), join(warden, name))));

beforeEach(async () => {
  [laptop, warden] = [await mkdtemp(join(tmpdir(), "laptop-")), await mkdtemp(join(tmpdir(), "warden-"))];
  for (const directory of [laptop, warden]) await mkdir(join(directory, "keys"));
  for (const name of ["operations", "paging"]) {
    const identity = await generateIdentity();
    await writeFile(join(laptop, `keys/${name}.key`), `${identity}\n`);
    await writeFile(join(laptop, `keys/${name}.pub`), `${await identityToRecipient(identity)}\n`);
  }
  await writeFile(join(laptop, "contacts.yaml.age"), await sealedText(projectIn(laptop), example, onLaptop));
});

test("a warden that cannot open the contacts wakes the ladder by the list that is sealed to it", async () => {
  await carry("contacts.yaml.age", "keys/paging.key");
  expect(await staffOf(projectIn(warden), onWarden)).toMatchObject({ ladder: [], note: expect.stringMatching(/contacts\.yaml\.age cannot be opened.*there is no paging-list\.age: there is no webhook either, so nobody is paged/) as unknown });
  expect(await sealPagingList(projectIn(laptop), contacts(), onLaptop)).toBe(true);
  await carry("paging-list.age");
  const staff = await staffOf(projectIn(warden), onWarden);
  expect(staff.ladder.map(({ person }) => person)).toEqual(["ana", "dora", "ben"]);
  expect([staff.mobileOf("dora"), staff.emailOf("ben"), staff.mobileOf("eve"), staff.note]).toEqual(["+61491570156", "ben@example.com", undefined, undefined]);
});

test("its key opens that list and nothing else, and the list holds no name", async () => {
  await sealPagingList(projectIn(laptop), contacts(), onLaptop);
  await carry("paging-list.age", "contacts.yaml.age", "keys/paging.key");
  const key = await readFile(join(warden, "keys/paging.key"), "utf8");
  const text = await keys.unseal(key, await readFile(join(warden, "paging-list.age"), "utf8"));
  expect(text).toContain("+61491570156");
  expect(text).not.toMatch(/Example|Ana|Amazon|customers|\+12025550102/);
  await expect(openContacts(projectIn(warden), reach({ FAILOVER_OPERATIONS_IDENTITY: "keys/paging.key" }))).rejects.toMatchObject({ code: "CONTACTS_NOT_OPENED" });
});

test("what says the same already stays as it is, and a change is sealed anew", async () => {
  await sealPagingList(projectIn(laptop), contacts(), onLaptop);
  const before = await readFile(join(laptop, "paging-list.age"), "utf8");
  expect(await sealPagingList(projectIn(laptop), contacts(), onLaptop)).toBe(false);
  expect(await readFile(join(laptop, "paging-list.age"), "utf8")).toBe(before);
  const [first, ...others] = contacts().people;
  expect(await sealPagingList(projectIn(laptop), { ...contacts(), people: [{ ...first, mobile: "+12025550109" } as typeof others[0] & object, ...others] }, onLaptop)).toBe(true);
});

test("a warden's new key makes a new list, and until then it is known that the old one is of no use to the warden", async () => {
  const forWarden = () => readForWarden(projectIn(laptop), "keys/paging.pub", onLaptop);
  expect(await forWarden()).toEqual({ because: "there is no paging-list.age" });
  await sealPagingList(projectIn(laptop), contacts(), onLaptop);
  expect(await forWarden()).toHaveProperty("list");
  const identity = await generateIdentity();
  await writeFile(join(laptop, "keys/paging.key"), `${identity}\n`);
  await writeFile(join(laptop, "keys/paging.pub"), `${await identityToRecipient(identity)}\n`);
  expect(await forWarden()).toEqual({ because: "paging-list.age is not sealed to the key in keys/paging.pub" });
  expect(await sealPagingList(projectIn(laptop), contacts(), onLaptop)).toBe(true);
  await carry("paging-list.age", "keys/paging.key");
  expect((await staffOf(projectIn(warden), onWarden)).ladder).toHaveLength(3);
});

test("a key that is not here says nothing of the list, and one that does not open it does", async () => {
  await sealPagingList(projectIn(laptop), contacts(), onLaptop);
  expect(await readSealedList(projectIn(laptop), "$FAILOVER_PAGING_IDENTITY", onLaptop)).toMatchObject({ isKeyMissing: true });
  await writeFile(join(laptop, "keys/paging.key"), `${await generateIdentity()}\n`);
  const read = await readSealedList(projectIn(laptop), "$FAILOVER_PAGING_IDENTITY", onWarden);
  expect(read).toHaveProperty("because");
  expect(read).not.toHaveProperty("isKeyMissing");
});

test("a key that opens the backups is refused for it", async () => {
  await copyFile(join(laptop, "keys/operations.pub"), join(laptop, "keys/paging.pub"));
  await expect(sealPagingList(projectIn(laptop), contacts(), onLaptop)).rejects.toMatchObject({ code: "PAGING_KEY_OPENS_BACKUPS" });
});

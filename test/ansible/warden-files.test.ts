import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { ensurePython } from "../../lab/setup/tooling.ts";

const ROLE = "ansible/roles/warden";
let python: string;
let folder: string;

beforeAll(async () => {
  python = join(await ensurePython(() => undefined), "bin");
}, 300_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "warden-files-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What lies in the warden's directory after the role's own task has removed what nobody wants there any more. */
async function left(variables: object): Promise<readonly string[]> {
  const directory = join(folder, "etc");
  mkdirSync(join(directory, "keys"), { recursive: true });
  for (const name of ["failover.yaml", "contacts.yaml", "paging-list.age", "keys/paging.key", "keys/signing.pem"]) writeFileSync(join(directory, name), "x");
  const tasks = (parse(readFileSync(join(ROLE, "tasks/configure.yml"), "utf8")) as readonly object[]).filter((task) => JSON.stringify(task).includes("__warden_unwanted_files"));
  const play = { hosts: "localhost", connection: "local", gather_facts: false, vars_files: ["defaults", "vars"].map((name) => resolve(ROLE, name, "main.yml")), tasks };
  // Nothing outweighs these: on no account is it this machine's own directory.
  const extra = { ...variables, warden_directory: directory, ansible_python_interpreter: join(python, "python") };
  writeFileSync(join(folder, "play.json"), JSON.stringify([play]));
  await execa(join(python, "ansible-playbook"), ["--inventory", "localhost,", "--extra-vars", JSON.stringify(extra), join(folder, "play.json")], { timeout: 60_000, env: { ANSIBLE_HOME: join(folder, "home") } });
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted();
}

test("a warden that is given the sealed list loses the contacts that an earlier play brought, and one that is given neither loses both", async () => {
  const always = ["failover.yaml", "keys", "keys/signing.pem"];
  expect(await left({ warden_paging_list: "/site/paging-list.age" })).toEqual([...always, "keys/paging.key", "paging-list.age"].toSorted());
  expect(await left({ warden_contacts: "/site/contacts.yaml" })).toEqual([...always, "contacts.yaml"].toSorted());
  expect(await left({})).toEqual(always);
}, 120_000);

import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { ensurePython } from "../../lab/setup/tooling.ts";

const PASSWORD = "it's a \\ secret-word";
const quoted = PASSWORD.replaceAll("'", "''");
const escaped = quoted.replaceAll("\\", "\\\\");
let ansible: string;

beforeAll(async () => {
  ansible = join(await ensurePython(() => undefined), "bin/ansible-playbook");
}, 300_000);

/** The role's own tasks about the owner, before a psql that does this. */
async function played(psql: string): Promise<{ readonly said: string; readonly exitCode: number | undefined }> {
  const folder = mkdtempSync(join(tmpdir(), "owner-"));
  for (const name of ["bin", "templates"]) mkdirSync(join(folder, name));
  cpSync("ansible/roles/database/templates/owner.sql.j2", join(folder, "templates/owner.sql.j2"));
  writeFileSync(join(folder, "bin/runuser"), `#!/bin/sh\n${psql}\n`, { mode: 0o755 });
  const tasks = (parse(readFileSync("ansible/roles/database/tasks/configure.yml", "utf8")) as readonly object[]).filter((task) => JSON.stringify(task).includes("__database_owner"));
  const { __database_backslash, __database_owner_trouble } = parse(readFileSync("ansible/roles/database/vars/main.yml", "utf8")) as Readonly<Record<string, string>>;
  const vars = { __database_backslash, __database_owner_trouble, database_owner: "shop", database_name: "shop", database_owner_password: PASSWORD, database_encoding: "UTF8", database_locale: "C.UTF-8", database_port: 5432 };
  writeFileSync(join(folder, "play.yml"), stringify([{ hosts: "localhost", connection: "local", gather_facts: false, vars: { ...vars, ansible_python_interpreter: "{{ ansible_playbook_python }}" }, tasks }]));
  const env = { HOME: folder, PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}` };
  const { all, exitCode } = await execa(ansible, ["-vvv", join(folder, "play.yml")], { all: true, reject: false, timeout: 60_000, env });
  return { said: all, exitCode };
}

test("an owner that cannot be made is told with the server's reason, and without the password in any form", async () => {
  const told = ["psql:<stdin>:13: ERROR:  permission denied to alter role", `HINT:  not '${PASSWORD}', '${quoted}', E'${escaped}'`, `LINE 1: ALTER ROLE shop PASSWORD '${quoted.slice(0, 12)}`, "                ^"];
  const line = `cat >/dev/null; cat >&2 <<'END'\n${told.join("\n")}\nEND\nexit 3`;
  const { said, exitCode } = await played(line);
  expect(exitCode).toBe(2);
  expect(said).toMatch(/psql exited 3: psql:<stdin>:13: ERROR: {2}permission denied to alter role; HINT: {2}not '\[secret\]', '\[secret\]', E'\[secret\]'\n/);
  expect(said).not.toMatch(/secret-word|it'{1,2}s a/);
}, 90_000);

test("a host without psql is told as such", async () => {
  expect((await played("cat >/dev/null; echo 'runuser: failed to execute psql: No such file or directory' >&2; exit 127")).said).toMatch(/psql exited 127.*No such file or directory/);
}, 90_000);

test("an owner that is made is a change, and no trouble", async () => {
  const { said, exitCode } = await played("cat >/dev/null; echo 'made the owner'");
  expect([exitCode, said]).toEqual([0, expect.stringMatching(/changed=1 .*failed=0/)]);
}, 90_000);

import { execa } from "execa";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";

let folder: string;
const at = (path: string): string => join(folder, path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "half-made-"));
  mkdirSync(at("bin"));
  writeFileSync(at("bin/pg_createcluster"), `#!/bin/sh\nif [ -e '${at("data")}' ]; then echo 'there is something already' >&2; exit 1; fi\nmkdir -p '${at("data/base/5")}' '${at("etc")}'\n: >'${at("etc/postgresql.conf")}'\n`, { mode: 0o755 });
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The role's own words, on places of the test's. */
function make() {
  const { __database_make: script } = parse(readFileSync("ansible/roles/database/vars/main.yml", "utf8")) as { __database_make: string };
  const here = script.replaceAll("{{ __database_directory }}", at("etc")).replaceAll("/var/lib/postgresql/17/main", at("data")).replace("/run/lock/", `${folder}/`);
  expect(here).not.toMatch(/\{\{|\/var\/lib|\/etc\/postgresql\/|\/run\/lock/);
  return execa("sh", ["-c", here], { reject: false, timeout: 10_000, env: { PATH: `${at("bin")}:${process.env["PATH"] ?? ""}` } });
}

/** What is left when the machine boots in the middle of making a cluster. */
function cutShort(...databases: readonly string[]): void {
  for (const database of databases) mkdirSync(at(`data/base/${database}`), { recursive: true });
  mkdirSync(at("etc"));
  writeFileSync(at("data/PG_VERSION"), "17\n");
}

test("a cluster whose making was cut short is made anew, and one that is whole is left alone", async () => {
  cutShort("1", "4");
  expect(await make()).toMatchObject({ exitCode: 0 });
  expect([existsSync(at("data/PG_VERSION")), existsSync(at("data/base/5"))]).toEqual([false, true]);
  writeFileSync(at("data/PG_VERSION"), "17\n");
  expect(await make()).toMatchObject({ exitCode: 0 });
  expect(existsSync(at("data/PG_VERSION"))).toBe(true);
});

test("somebody's databases are never removed because their settings are gone", async () => {
  cutShort("1", "5", "16384");
  const { exitCode, stderr } = await make();
  expect(exitCode).toBe(1);
  expect(stderr).toContain("see what they are before anything else");
  expect(existsSync(at("data/base/16384"))).toBe(true);
});

import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { files } from "../../scripts/adapters/files.ts";
import { requirePrograms } from "../../scripts/pipeline/require-programs.ts";

/** Two directories of programs, as a PATH names them. */
async function pathWith(...programs: readonly string[]): Promise<string> {
  const directories = await Promise.all([mkdtemp(join(tmpdir(), "bin-")), mkdtemp(join(tmpdir(), "bin-"))]);
  onTestFinished(async () => void (await Promise.all(directories.map((directory) => rm(directory, { recursive: true })))));
  const [first, second] = directories;
  for (const program of programs) await writeFile(join(first, program), "#!/bin/sh\n", { mode: 0o755 });
  await symlink("/bin/true", join(second, "ssh"));
  return `${first}:${second}:/nowhere/bin`;
}

const missingFrom = (path: string | undefined, ...programs: readonly string[]) => requirePrograms({ env: { PATH: path }, files }, programs);

test("all that is missing is told at once, each with the package that has it", async () => {
  const path = await pathWith("psql");
  await expect(missingFrom(path, "psql", "pg_dump", "age", "age", "ssh")).rejects.toMatchObject({ code: "PROGRAMS_MISSING", message: "PROGRAMS_MISSING: programs are not on the PATH:\n  - age (package age)\n  - pg_dump (package postgresql-client-17, or a newer one)" });
});

test("what is there, or belongs to the system itself, is no reason to refuse", async () => {
  const path = await pathWith("age");
  await missingFrom(path, "age", "ssh", "systemctl");
});

test("a machine that does not tell what it has is not refused", async () => {
  await missingFrom(undefined, "age");
  await missingFrom("", "age");
  const path = await pathWith();
  await missingFrom(`${path}:${path.split(":")[1] ?? ""}/ssh`, "age");
});

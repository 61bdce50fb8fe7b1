import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";

let clone: string;
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), "bin-"));
  for (const directory of ["bin", "dist", "elsewhere"]) await mkdir(join(clone, directory));
  await writeFile(join(clone, "package.json"), '{ "type": "module" }');
  await copyFile("bin/failover", join(clone, "bin/failover"));
  await chmod(join(clone, "bin/failover"), 0o755);
  await symlink("../bin/failover", join(clone, "elsewhere/failover"));
});
afterEach(() => rm(clone, { recursive: true, force: true }));

const failover = (...args: readonly string[]) => execa(join(clone, "elsewhere/failover"), args, { cwd: tmpdir(), reject: false });

test("the command finds its program through the link that npm makes, and hands over arguments and exit code", async () => {
  await writeFile(join(clone, "dist/start.mjs"), "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 4;");
  const { exitCode, stdout } = await failover("status", "--run", "a b");
  expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '["status","--run","a b"]' });
});

test("a clone that is not built says so", async () => {
  const { exitCode, stderr } = await failover("status");
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "failover is not built yet: run 'npm run build' in its folder" });
});

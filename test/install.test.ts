import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";

let clone: string;

/** A clone whose npm only notes that it was called, and fails when told to. */
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), "install-"));
  await copyFile("install.mjs", join(clone, "install.mjs"));
  await writeFile(join(clone, "npm"), `#!/bin/sh\necho "$@" >>"${clone}/called"\n[ ! -e "${clone}/offline" ] || { echo "npm error network"; exit 1; }\n`);
  await chmod(join(clone, "npm"), 0o755);
  await lock("package-lock.json", { "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/for-macs": { version: "1.0.0", optional: true } });
});
afterEach(() => rm(clone, { recursive: true, force: true }));

async function lock(file: string, packages: object): Promise<void> {
  await mkdir(join(clone, "node_modules"), { recursive: true });
  await writeFile(join(clone, file), JSON.stringify({ packages }));
}

const install = () => execa(process.execPath, ["install.mjs"], { cwd: clone, env: { PATH: `${clone}:${process.env["PATH"] ?? ""}` }, reject: false });
const called = () => readFile(join(clone, "called"), "utf8").catch(() => "never");

test("a fresh clone gets its packages, and is told so", async () => {
  expect((await install()).stdout).toContain("about a minute");
  expect(await called()).toBe("ci --no-audit --no-fund\n");
});

test("a clone that has them is left alone, in silence; another system's packages are not missed", async () => {
  await lock("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
  expect((await install()).stdout).toBe("");
  expect(await called()).toBe("never");
});

test("a package of another version is replaced", async () => {
  await lock("node_modules/.package-lock.json", { "node_modules/a": { version: "0.9.0" } });
  await install();
  expect(await called()).toBe("ci --no-audit --no-fund\n");
});

test("a failed installation shows what npm said and ends with 1", async () => {
  await writeFile(join(clone, "offline"), "");
  const { exitCode, stderr } = await install();
  expect(exitCode).toBe(1);
  expect(stderr).toContain("npm error network");
});

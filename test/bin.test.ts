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

test("a hang-up that whoever started the command wants ignored is told to the program, and nothing else is", async () => {
  await writeFile(join(clone, "dist/start.mjs"), "console.log(process.env.FAILOVER_HANGUP)");
  const started = async (line: string) => (await execa("sh", ["-c", line, "sh", join(clone, "elsewhere/failover")], { cwd: tmpdir(), stdin: "ignore" })).stdout;
  expect(await started('nohup "$1" 2>/dev/null')).toBe("ignored");
  expect(await started(`trap '' HUP; exec "$1"`)).toBe("ignored");
  expect(await started(`trap '' INT TERM; exec "$1"`)).toBe("undefined");
  expect(await started('exec "$1"')).toBe("undefined");
});

test("what Google's library warns of on a machine without a network is not printed beside the kit's own words", async () => {
  await writeFile(join(clone, "dist/start.mjs"), "process.emitWarning('received unexpected error', 'MetadataLookupWarning'); console.error('no network');");
  expect((await failover("status")).stderr).toBe("no network");
});

test("what Node warns of the curve that age uses is not printed beside the kit's own words", async () => {
  await writeFile(join(clone, "dist/start.mjs"), "process.emitWarning('X25519 is an experimental feature', 'ExperimentalWarning'); console.error('opened');");
  expect((await failover("status")).stderr).toBe("opened");
});

test("it is the program itself that gets the signals", async () => {
  await writeFile(join(clone, "dist/start.mjs"), "process.on('SIGINT', () => process.exit(7)); console.log(process.pid); setInterval(() => {}, 1e3);");
  const running = execa(join(clone, "elsewhere/failover"), [], { cwd: tmpdir(), reject: false });
  running.stdout.once("data", () => running.kill("SIGINT"));
  const { exitCode, stdout } = await running;
  expect([exitCode, stdout]).toEqual([7, String(running.pid)]);
});

test("a clone that is not built says so", async () => {
  const { exitCode, stderr } = await failover("status");
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "failover is not built yet: run 'npm run build' in its folder" });
});

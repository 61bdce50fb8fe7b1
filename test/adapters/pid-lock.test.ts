import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeEach, expect, test } from "vitest";
import { isRunning } from "../../scripts/adapters/process-table.ts";
import { hold, holderOf, take } from "../../scripts/adapters/pid-lock.ts";

const now = new Date("2026-11-23T08:15:00Z");
let path: string;

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "lock-")), "driver.lock");
});

test("one holds, another is refused and told who, and a release frees", async () => {
  const lock = await hold(path, now);
  await expect(hold(path, now)).rejects.toThrow(`JOURNAL_HELD: another process is at it: process ${process.pid} on ${hostname()}, since 2026-11-23T08:15:00.000Z`);
  expect(await holderOf(path)).toMatchObject({ pid: process.pid });
  await lock.release();
  expect(await holderOf(path)).toBeUndefined();
  await (await hold(path, now)).release();
  expect(await readdir(dirname(path))).toEqual([]);
});

test.each([
  ["a process that is gone", { pid: 2 ** 22 + 1, host: hostname(), since: "", started: "1" }, "free"],
  ["a process whose id is now another's", { pid: process.pid, host: hostname(), since: "", started: "1" }, "free"],
  ["a process of another machine, which cannot be judged from here", { pid: 1, host: "another", since: "", started: "1" }, "held"],
])("the lock of %s", async (_, lock, expected) => {
  await writeFile(path, JSON.stringify(lock));
  const taken = await take(path, now);
  expect("release" in taken ? "free" : "held").toBe(expected);
  if (expected === "free") expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
});

test("a lock that a power failure tore is nobody's", async () => {
  await writeFile(path, "");
  expect(await holderOf(path)).toBeUndefined();
  const lock = await hold(path, now);
  expect(await holderOf(path)).toMatchObject({ pid: process.pid });
  await lock.release();
});

test("of many that find a dead one's lock, one gets it", async () => {
  for (let round = 0; round < 20; round += 1) {
    await writeFile(path, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), since: "", started: "1" }));
    const taken = await Promise.all(Array.from({ length: 12 }, () => take(path, now)));
    expect(taken.filter((one) => "release" in one)).toHaveLength(1);
  }
});

test("a process that ended, but was not collected by its parent, holds nothing", async () => {
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 30"]);
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  await expect.poll(() => isRunning(pid)).toBe(false);
  parent.kill("SIGKILL");
});

test("a lock that finds no room is refused in words, and leaves nothing behind", async () => {
  const adapter = JSON.stringify(new URL("../../scripts/adapters/pid-lock.ts", import.meta.url).href);
  const program = `const { hold } = await import(${adapter}); await hold(${JSON.stringify(path)}, new Date(0)).catch((error) => console.log(error.message));`;
  // A limit on a file's size makes the same partial write as a full disk, and needs no rights to set up.
  const { stdout } = await promisify(execFile)("bash", ["-c", 'ulimit -f 0; exec "$0" "$@"', process.execPath, "--import", import.meta.resolve("tsx"), "--input-type=module", "-e", program], { timeout: 15_000 });
  expect(stdout).toContain("FILE_UNUSABLE");
  expect(await readdir(dirname(path))).toEqual([]);
});

test("a lock that cannot be let go, as on a disk that became read-only meanwhile, is told in words", async () => {
  const { release } = await hold(path, new Date(0));
  await rename(dirname(path), `${dirname(path)}-away`);
  await writeFile(dirname(path), "no directory");
  await expect(release()).rejects.toMatchObject({ code: "FILE_UNUSABLE" });
});

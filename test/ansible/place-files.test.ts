import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { execa } from "execa";
import { ensurePython } from "../../lab/setup/tooling.ts";

type Wanted = { readonly path: string; readonly content: string; readonly mode?: string; readonly unless?: string; readonly owner?: string };
type Result = { readonly changed: boolean; readonly changed_files: readonly string[]; readonly outdated: boolean; readonly failed?: boolean; readonly msg?: string };
type More = { readonly check?: boolean; readonly unit?: string; readonly reads?: readonly string[] };

const mine = { owner: execFileSync("id", ["-un"], { encoding: "utf8" }).trim(), group: execFileSync("id", ["-gn"], { encoding: "utf8" }).trim() };
let python: string;
let folder: string;

beforeAll(async () => {
  python = join(await ensurePython(() => undefined), "bin/python");
}, 300_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "place-files-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function place(files: readonly Wanted[], { check = false, ...more }: More = {}): Promise<Result & { readonly output: string }> {
  const args = { ANSIBLE_MODULE_ARGS: { files: files.map((file) => ({ ...mine, ...file })), _ansible_check_mode: check, ...more } };
  const { stdout } = await execa(python, ["ansible/library/place_files.py"], { input: JSON.stringify(args), reject: false, timeout: 15_000, env: { PATH: `${folder}/bin:${process.env["PATH"] ?? ""}` } });
  return { ...(JSON.parse(stdout) as Result), output: stdout };
}

// Ansible blots out every text it was given, wherever it appears: a short one could be part of a random folder's name.
test("a file appears with its text and mode, its directories made", async () => {
  const path = join(folder, "deep/er/secret");
  expect(await place([{ path, content: "word\n", mode: "0600" }])).toMatchObject({ changed: true, changed_files: [path] });
  expect(readFileSync(path, "utf8")).toBe("word\n");
  expect(statSync(path).mode & 0o7777).toBe(0o600);
  expect(statSync(join(folder, "deep")).mode & 0o7777).toBe(0o755);
});

test("placing the same again changes nothing, and one other byte or mode does", async () => {
  const file = { path: join(folder, "a"), content: "one", mode: "0640" };
  await place([file]);
  expect((await place([file])).changed).toBe(false);
  expect((await place([{ ...file, content: "two" }])).changed).toBe(true);
  chmodSync(file.path, 0o666);
  expect((await place([{ ...file, content: "two" }])).changed).toBe(true);
  expect(statSync(file.path).mode & 0o7777).toBe(0o640);
});

test("a file is left out while the path it yields to exists, even if that is itself", async () => {
  const path = join(folder, "mode");
  writeFileSync(path, "read-write\n");
  expect((await place([{ path, content: "read-only\n", unless: path }])).changed).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("read-write\n");
});

test("a file of the same task does not count as being there", async () => {
  const first = join(folder, "first");
  const second = join(folder, "second");
  expect((await place([{ path: first, content: "the first text" }, { path: second, content: "the second text", unless: first }])).changed_files).toEqual([first, second]);
  rmSync(second);
  expect((await place([{ path: first, content: "the first text" }, { path: second, content: "the second text", unless: first }])).changed).toBe(false);
  expect(existsSync(second)).toBe(false);
});

test("in check mode it says what it would do and does nothing", async () => {
  const path = join(folder, "a");
  expect((await place([{ path, content: "a text of its own" }], { check: true })).changed_files).toEqual([path]);
  expect(readdirSync(folder)).toEqual([]);
});

test("an owner nobody knows is a failure that names the file", async () => {
  const path = join(folder, "a");
  const result = await place([{ path, content: "a text of its own", owner: "nobody-of-that-name" }]);
  expect(result).toMatchObject({ failed: true });
  expect(result.msg).toContain(path);
  expect(readdirSync(folder)).toEqual([]);
});

test("no answer contains a text it was given", async () => {
  const { output } = await place([{ path: join(folder, "a"), content: "a-secret-word" }]);
  expect(output).not.toContain("a-secret-word");
});

/** systemd, of whose unit the main process began so many seconds ago by the clock that never steps back; without a number it does not run. */
function systemdSays(secondsAgo?: number, state = "running"): void {
  mkdirSync(join(folder, "bin"), { recursive: true });
  const [pid, began] = secondsAgo === undefined ? [0, 0] : [4711, Math.round(Number(process.hrtime.bigint()) / 1e3 - secondsAgo * 1e6)];
  writeFileSync(join(folder, "bin/systemctl"), `#!/bin/sh\nprintf '%s\\n' SubState=${state} MainPID=${pid} ExecMainStartTimestampMonotonic=${began}\n`, { mode: 0o755 });
}

test("a unit is outdated that runs since before a file it reads was written, also by a play that died before it could restart it", async () => {
  const [read, other] = [join(folder, "read.conf"), join(folder, "other.conf")];
  const files = [{ path: read, content: "what the unit reads" }, { path: other, content: "what it does not" }];
  const about = { unit: "a.service", reads: [read, join(folder, "nothing-there")] };
  systemdSays();
  expect(await place(files, about)).toMatchObject({ changed: true, outdated: false });
  systemdSays(60);
  expect(await place(files, about)).toMatchObject({ changed: false, outdated: true });
  await sleep(50);
  systemdSays(0);
  expect(await place(files, about)).toMatchObject({ changed: false, outdated: false });
  await sleep(50);
  const rewritten = [files[0] ?? { path: read, content: "" }, { path: other, content: "what it never reads" }];
  expect(await place(rewritten, about)).toMatchObject({ changed: true, outdated: false });
  expect(await place([{ path: read, content: "another text" }], { ...about, check: true })).toMatchObject({ changed: true, outdated: true });
});

test("a unit that fails and waits for its next start is outdated: whoever mended its settings need not wait as well", async () => {
  const path = join(folder, "read.conf");
  systemdSays(undefined, "auto-restart");
  expect(await place([{ path, content: "what the unit reads" }], { unit: "a.service", reads: [path] })).toMatchObject({ outdated: true });
});

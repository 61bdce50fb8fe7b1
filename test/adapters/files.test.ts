import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { fileTrouble } from "../../scripts/adapters/file-trouble.ts";
import { files } from "../../scripts/adapters/files.ts";

const directory = await mkdtemp(join(tmpdir(), "files-"));

test("what is written is read; it is private unless said otherwise; nothing lies beside it", async () => {
  const path = join(directory, "a", "secret");
  await files.write(path, "one");
  await files.write(path, "two");
  expect(await files.read(path)).toBe("two");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await files.write(join(directory, "a", "public"), "x", 0o644);
  expect((await stat(join(directory, "a", "public"))).mode & 0o777).toBe(0o644);
  expect(await files.list(join(directory, "a"))).toEqual(["public", "secret"]);
});

test("what is missing is nothing, not an error; what cannot be read is an error", async () => {
  expect(await files.read(join(directory, "missing"))).toBeUndefined();
  expect(await files.list(join(directory, "missing"))).toEqual([]);
  await mkdir(join(directory, "folder"));
  expect(await files.list(directory)).toContain("folder/");
  await expect(files.read(join(directory, "folder"))).rejects.toThrow(/FILE_UNREADABLE: .*folder cannot be read: it is a directory/);
});

test("a file larger than can be read at once is refused in words, and not read by half", async () => {
  const path = join(directory, "mailbox");
  await writeFile(path, "");
  await truncate(path, 3 * 1024 ** 3);
  await expect(files.read(path)).rejects.toThrow(/FILE_TOO_LARGE: .*mailbox is larger than the 512 MB/);
});

test.each([
  ["ENOSPC", "its disk is full"],
  ["EACCES", "this user may not"],
  ["EROFS", "its disk is mounted read-only"],
  ["EDQUOT", "this user's share of its disk is used up"],
  ["ENOLINK", "what the system said"],
])("%s is told as: %s", (code, reason) => {
  const error = Object.assign(new Error("what the system said"), { code, syscall: "write" });
  expect(() => fileTrouble("/x")(error)).toThrow(`FILE_UNUSABLE: /x cannot be read or written: ${reason}`);
});

test("what is no trouble with files is passed on as it is", () => {
  const bug = new TypeError("a bug");
  expect(() => fileTrouble("/x")(bug)).toThrow(bug);
});

test("a file in the way of a directory is advice, not a crash", async () => {
  await writeFile(join(directory, "file"), "");
  await expect(files.write(join(directory, "file", "below"), "x")).rejects.toMatchObject({ code: "FILE_UNUSABLE", advice: { exit: 1 } });
  await mkdir(join(directory, "taken", "by"), { recursive: true });
  await expect(files.write(join(directory, "taken"), "x")).rejects.toThrow(/FILE_UNUSABLE: .*taken cannot be read or written/);
});

test("where no more can be written, neither file nor journal ends in a stack, and the old text stays", async () => {
  const place = await mkdtemp(join(tmpdir(), "small-"));
  const adapter = (name: string) => JSON.stringify(new URL(`../../scripts/adapters/${name}.ts`, import.meta.url).href);
  const program = `
    const { files } = await import(${adapter("files")});
    const { fileJournal } = await import(${adapter("file-journal")});
    const told = (error) => console.log(error.name, error.message);
    await files.write("text", "old");
    await files.write("text", "x".repeat(90_000)).catch(told);
    const journal = fileJournal("journal", () => new Date(0));
    await journal.append({ type: "run-begun", run: "r1", pipeline: "failover", planDigest: "abc" }, 1);
    await journal.append({ type: "step-failed", step: "a", code: "X", what: "x".repeat(90_000) }, 1).catch(told);
    console.log(await files.read("text"), (await journal.read()).length);`;
  // A limit on a file's size makes the same partial write as a full disk, and needs no rights to set up.
  const loader = ["--import", import.meta.resolve("tsx"), "--input-type=module", "-e", program];
  const { stdout } = await promisify(execFile)("bash", ["-c", 'ulimit -f 32; exec "$0" "$@"', process.execPath, ...loader], { cwd: place, timeout: 15_000 });
  const refused = (name: string) => `FailoverError FILE_UNUSABLE: ${name} cannot be read or written: it would be larger than this user's files may be`;
  expect(stdout.trim().split("\n")).toEqual([refused("text"), refused("journal"), "old 1"]);
  expect((await readdir(place)).toSorted()).toEqual(["journal", "text"]);
});

import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { replacePipe } from "../../scripts/adapters/pipes.ts";

const run = promisify(execFile);
const rows = "rows ".repeat(200_000);

let directory = "";
let over = new AbortController();
const at = (name: string): string => join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pipes-"));
  over = new AbortController();
  execFileSync("mkfifo", [at("3001.dat")]);
  await writeFile(at("landed"), rows);
});
afterEach(async () => {
  over.abort();
  await rm(directory, { recursive: true });
});

const hash = (path: string, more = ""): Promise<string> => run("sh", ["-c", `sha256sum <"$0"${more}`, path], { timeout: 20_000 }).then(({ stdout }) => stdout);

test("who waits at the pipe reads the whole file, who comes later reads the file itself", async () => {
  const waiting = hash(at("3001.dat"));
  const expected = await hash(at("landed"));
  const replaced = replacePipe(at("landed"), at("3001.dat"), over.signal);
  expect(await waiting).toBe(expected);
  over.abort();
  await replaced;
  expect(await readFile(at("3001.dat"), "utf8")).toBe(rows);
  expect(await readdir(directory)).toEqual(["3001.dat"]);
});

test("who found the pipe before, and comes to wait at it only after the file is there, is not left waiting", async () => {
  const expected = await hash(at("landed"));
  const replaced = replacePipe(at("landed"), at("3001.dat"), over.signal);
  await vi.waitUntil(async () => (await readdir(directory)).join() === "3001.dat,3001.dat.waiting");
  expect(await hash(at("3001.dat.waiting"))).toBe(expected);
  await replaced;
});

test("where nobody ever waits, nothing is left behind at the end", async () => {
  const replaced = replacePipe(at("landed"), at("3001.dat"), over.signal);
  await vi.waitUntil(async () => (await readFile(at("3001.dat"), "utf8").catch(() => "")) === rows);
  over.abort();
  await replaced;
  expect(await readdir(directory)).toEqual(["3001.dat"]);
});

test("a reader that goes away before the end is no trouble of the writer's", async () => {
  const waiting = run("head", ["--bytes=10", at("3001.dat")]);
  const replaced = replacePipe(at("landed"), at("3001.dat"), over.signal);
  expect((await waiting).stdout).toBe("rows rows ");
  over.abort();
  await replaced;
});

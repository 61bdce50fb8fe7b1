import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { coveredFiles, coveredView, guardedObjects } from "../../scripts/adapters/covered.ts";
import { files } from "../../scripts/adapters/files.ts";
import { secretRegistry, type SecretRegistry } from "../../scripts/adapters/secret-registry.ts";
import { shell } from "../../scripts/adapters/shell.ts";
import { sql } from "../../scripts/adapters/sql.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { MemoryJournal, noView, silentPorts } from "../support/world.ts";

const TOKEN = "a1b2-c3d4-e5f6";
const program = (text: string, more: object = {}) => ({ file: process.execPath, args: ["-e", text], timeoutSeconds: 10, ...more });

let directory: string;
let secrets: SecretRegistry;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "covered-"));
  secrets = secretRegistry((path) => files.read(path));
});

describe("what is known", () => {
  test("grows: by what is learned, by private files before a command starts, and by what a command is given", async () => {
    const path = join(directory, "key");
    secrets.learn({ values: [TOKEN], files: [path] });
    expect(secrets.cover(`${TOKEN} file-secret-1 given-secret-1`)).toBe("[secret] file-secret-1 given-secret-1");
    await secrets.ready();
    await writeFile(path, "file-secret-1\n");
    await shell(new AbortController().signal, secrets).run(program("", { env: { GIVEN: new Secret("given-secret-1") } }));
    expect(secrets.cover(`${TOKEN} file-secret-1 given-secret-1`)).toBe("[secret] [secret] [secret]");
  });

  test("includes a private file as soon as anybody has read it, and a secret as soon as it is written", async () => {
    const path = join(directory, "key");
    const covered = coveredFiles(files, secrets);
    await covered.write(path, new Secret("file-secret-1"));
    expect(await readFile(path, "utf8")).toBe("file-secret-1");
    expect(secrets.cover("file-secret-1")).toBe("[secret]");

    await writeFile(path, "file-secret-2");
    secrets.learn({ values: [], files: [path] });
    expect(await covered.read(path)).toBe("file-secret-2");
    expect(secrets.cover("file-secret-2")).toBe("[secret]");
  });
});

test("a file written as mere text holds no secret, but a word that happens to be one stays", async () => {
  secrets.learn({ values: [TOKEN, "postgres"], files: [] });
  await coveredFiles(files, secrets).write(join(directory, "inventory"), `owner postgres, token ${TOKEN}, https://a:b@c`);
  expect(await readFile(join(directory, "inventory"), "utf8")).toBe("owner postgres, token [secret], https://a:b@c");
});

test("an object with a secret in it goes into no bucket", async () => {
  secrets.learn({ values: [TOKEN], files: [] });
  const created: string[] = [];
  const { objects } = silentPorts({ journal: new MemoryJournal() });
  const guarded = guardedObjects({ ...objects, create: async (_, name) => (created.push(name), "exists" as const) }, secrets);
  await expect(guarded.create("exports", "manifest", Buffer.from(`{"password":"${TOKEN}"}`))).rejects.toThrow("bug: 'manifest' holds a secret");
  await guarded.create("exports", "manifest", Buffer.from("{}"));
  expect(created).toEqual(["manifest"]);
});

test("a session's last words are covered before they are cut, and its arguments show no secret", async () => {
  secrets.learn({ values: [TOKEN], files: [] });
  const session = await sql(secrets).open(program(`console.error("${"a".repeat(3)}" + process.env.T + "y".repeat(1995)); process.exit(3)`, { env: { T: new Secret(TOKEN) } }));
  const failure: unknown = await session.ask("SELECT 1").catch((error: unknown) => error);
  expect(String(failure)).toContain("yyy");
  expect(String(failure)).not.toContain(TOKEN.slice(-4));
  await expect(sql(secrets).open({ file: "psql", args: [`password=${TOKEN}`], timeoutSeconds: 1 })).rejects.toThrow("bug: the arguments of 'psql' hold a secret");
});

test("a command that is ended at its time limit leaves no half of a secret", async () => {
  secrets.learn({ values: [TOKEN], files: [] });
  const running = shell(new AbortController().signal, secrets).run(program(`process.stderr.write(process.env.T + "y".repeat(1995)); setInterval(() => {}, 1e3)`, { env: { T: new Secret(TOKEN) }, timeoutSeconds: 3 }));
  const failure: unknown = await running.catch((error: unknown) => error);
  expect(String(failure)).toContain("yyy");
  expect(String(failure)).not.toContain(TOKEN.slice(-4));
});

test("a private key that nobody told of is covered while its lines pass by as a step's progress", () => {
  const shown: string[] = [];
  const view = coveredView({ ...noView, say: (line) => shown.push(line), progress: (_, text) => shown.push(text), ended: (_step, _how, detail) => shown.push(detail ?? "") }, secrets.cover);
  for (const line of ["-----BEGIN OPENSSH PRIVATE KEY-----", "b3BlbnNzaC1rZXktdjEAAAAA", "MTIzNDU2Nzg5MA==", "-----END OPENSSH PRIVATE KEY-----", "done"]) view.progress("s", line);
  expect(shown).toEqual(["[secret]", "[secret]", "[secret]", "[secret]", "done"]);
});

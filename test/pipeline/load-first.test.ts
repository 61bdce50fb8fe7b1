import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { getPriority } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { shell } from "../../scripts/adapters/shell.ts";
import * as query from "../../scripts/core/catalogue-queries.ts";
import { putFirst } from "../../scripts/core/commands/host.ts";
import { loadFirst } from "../../scripts/pipeline/restore/load-first.ts";
import { paperSource } from "../support/paper-source.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { sleepingClock } from "../support/step-world.ts";

const table = { schema: "public", name: "documents" };
const look = query.loadingProcess("public", "documents");

test("who loads the table goes first as soon as there is one", async () => {
  const source = paperSource({ [look]: [] });
  const { shell, ran } = scriptedShell({ sh: {} });
  const clock = { ...sleepingClock(), sleep: async () => source.answer(look, [{ pid: 4711 }]) };
  await loadFirst({ sql: source.sql, shell, clock }, "shop", table, new AbortController().signal);
  expect(ran).toEqual([expect.stringMatching(/^sh -c .* sh 4711 -10$/)]);
  expect(source.open()).toBe(0);
});

test("a table that was loaded before anybody saw it is looked for no longer", async () => {
  const source = paperSource({ [look]: [] });
  const { shell, ran } = scriptedShell({});
  const loaded = new AbortController();
  await loadFirst({ sql: source.sql, shell, clock: { ...sleepingClock(), sleep: async () => loaded.abort() } }, "shop", table, loaded.signal);
  expect(ran).toEqual([]);
  expect(source.open()).toBe(0);
});

test("a host that lets nobody go first loads all the same", async () => {
  const { shell } = scriptedShell({ sh: { exitCode: 1, stderr: "Permission denied" } });
  await expect(loadFirst({ sql: paperSource({ [look]: [{ pid: 4711 }] }).sql, shell, clock: sleepingClock() }, "shop", table, new AbortController().signal)).resolves.toBeUndefined();
});

test.runIf(process.getuid?.() === 0)("a process that is put first is first among sessions, too", async () => {
  const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  onTestFinished(async () => {
    child.kill();
    await once(child, "exit");
  });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  const { exitCode } = await shell(new AbortController().signal, { admit: async () => undefined, cover: (text) => text }).run(putFirst(pid));
  const session = `/proc/${pid}/autogroup`;
  const weight = existsSync(session) ? Number(/nice (-?\d+)/.exec(readFileSync(session, "utf8"))?.[1]) : -10;
  expect([exitCode, getPriority(pid), weight]).toEqual([0, -10, -10]);
});

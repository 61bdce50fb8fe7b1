import { expect, test } from "vitest";
import { secretRegistry } from "../../scripts/adapters/secret-registry.ts";
import { sql as guardedSql } from "../../scripts/adapters/sql.ts";
import type { Command } from "../../scripts/core/commands/command.ts";

const sql = guardedSql(secretRegistry(async () => undefined));

// Reads as psql does and answers `\echo` itself; to anything else it says what the test tells it to.
const client = (answer: string): Command => ({
  file: process.execPath,
  args: ["-e", `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => { const echo = /^\\\\echo '(.*)'$/.exec(line); if (echo) console.log(echo[1]); else { ${answer} } })`],
  timeoutSeconds: 10,
});

test("each question gets its own answer", async () => {
  const session = await sql.open(client(`const n = /n = (\\d)/.exec(line)?.[1]; if (n) console.log(JSON.stringify([{ n }]))`));
  expect(await session.ask("SELECT n = 1")).toEqual([{ n: "1" }]);
  await session.tell("BEGIN");
  expect(await session.ask("SELECT n = 2")).toEqual([{ n: "2" }]);
  await session.close();
});

test("what is asked at once is all sent before the first answer comes, and answered in order", async () => {
  const heard = `globalThis.asked = (globalThis.asked ?? 0) + (/^(SELECT|BEGIN)/.test(line) ? 1 : 0)`;
  const session = await sql.open({ ...client(""), args: ["-e", `const echoes = []; require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => { ${heard}; const echo = /^\\\\echo '(.*)'$/.exec(line); if (echo) echoes.push(echo[1]); if (echoes.length === 3) echoes.splice(0).forEach((one, n) => { if (n !== 1) console.log(JSON.stringify([{ n, asked }])); console.log(one); }); })`] });
  const [first, , third] = await Promise.all([session.ask("SELECT 1"), session.tell("BEGIN"), session.ask("SELECT 2")]);
  expect([first, third]).toEqual([[{ n: 0, asked: 3 }], [{ n: 2, asked: 3 }]]);
  await session.close();
});

test("a session that dies tells all who wait for an answer", async () => {
  const session = await sql.open(client(`console.error("permission denied"); process.exit(3)`));
  const died = { status: "rejected", reason: { code: "COMMAND_FAILED" } };
  expect(await Promise.allSettled([session.ask("SELECT 1"), session.tell("BEGIN"), session.ask("SELECT 2")])).toMatchObject([died, died, died]);
});

test("a session that dies says how and with which last words, to the question and to every later one", async () => {
  const session = await sql.open(client(`console.error("permission denied"); process.exit(3)`));
  const died = { code: "COMMAND_FAILED", message: expect.stringMatching(/exited 3[^]*permission denied/) as string };
  await expect(session.ask("SELECT 1")).rejects.toMatchObject(died);
  await expect(session.tell("BEGIN")).rejects.toMatchObject(died);
  await session.close();
});

test("what its end says names no variable of its environment", async () => {
  const session = await sql.open({ ...client("process.exit(3)"), env: { PGHOST: "db.example.com" } });
  await expect(session.ask("SELECT 1")).rejects.toMatchObject({ code: "COMMAND_FAILED", message: expect.not.stringContaining("PGHOST") as string });
});

test("a client that is not installed is named", async () => {
  const session = await sql.open({ file: "/nowhere/psql", args: [], timeoutSeconds: 10 });
  await expect(session.ask("SELECT 1")).rejects.toMatchObject({ code: "COMMAND_NOT_STARTED", message: expect.stringContaining("no such program is on the PATH") as string });
});

test("a session has a time limit", async () => {
  const session = await sql.open({ file: "sleep", args: ["30"], timeoutSeconds: 0.1 });
  await expect(session.ask("SELECT 1")).rejects.toMatchObject({ code: "COMMAND_TIMED_OUT" });
});

test("a client that a signal ended, as where memory runs out, did not fail by itself", async () => {
  const session = await sql.open(client(`process.kill(process.pid, "SIGKILL")`));
  await expect(session.ask("SELECT 1")).rejects.toMatchObject({ code: "COMMAND_KILLED", message: expect.stringContaining("SIGKILL") as string });
});

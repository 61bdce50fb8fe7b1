import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { show, type Command } from "../core/commands/command.ts";
import { FailoverError } from "../core/errors.ts";
import { lastWords } from "../core/last-words.ts";
import { NO_SUCH_PROGRAM } from "../core/programs.ts";
import { Secret } from "../core/secret.ts";
import type { Sql, SqlSession } from "../host-ports.ts";
import { clients, pastWrapper } from "./past-wrapper.ts";
import type { SecretRegistry } from "./secret-registry.ts";
import { timerMilliseconds } from "./timer.ts";

const CLOSE_SECONDS = 5;
const KEPT = 64 * 1024;

type Waiting = { readonly marker: string; readonly lines: string[]; readonly resolve: (lines: readonly string[]) => void; readonly reject: (error: Error) => void };

function open(client: Command, cover: (text: string) => string): SqlSession {
  const revealed = Object.entries(client.env ?? {}).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value] as const);
  const child = spawn(client.file, [...client.args], { env: { ...process.env, ...Object.fromEntries(revealed) }, cwd: client.cwd, stdio: ["pipe", "pipe", "pipe"] });
  // Whoever reads of its end knows where it was sent; the environment would be all they see.
  const shown = show({ ...client, env: {} });
  const waiting: Waiting[] = [];
  let ended: Error | undefined;
  let complaint = "";

  const end = (error: Error): void => {
    ended ??= error;
    clearTimeout(limit);
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  const limit = setTimeout(() => {
    end(new FailoverError("COMMAND_TIMED_OUT", { command: shown, timeoutSeconds: client.timeoutSeconds, tail: lastWords(complaint, cover) }));
    child.kill("SIGKILL");
  }, timerMilliseconds(client.timeoutSeconds));
  limit.unref();

  child.stderr.on("data", (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-KEPT)));
  child.stdin.on("error", () => undefined); // a client that died is reported by its exit
  child.on("error", (error) => end(new FailoverError("COMMAND_NOT_STARTED", { command: client.file, reason: "code" in error && error.code === "ENOENT" ? NO_SUCH_PROGRAM : error.message })));
  child.on("close", (code, signal) => {
    const about = { command: shown, tail: lastWords(complaint, cover) };
    end(signal === null ? new FailoverError("COMMAND_FAILED", { ...about, exitCode: code ?? 1 }) : new FailoverError("COMMAND_KILLED", { ...about, signal }));
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [first] = waiting;
    if (first === undefined) return;
    if (line !== first.marker) return void first.lines.push(line);
    waiting.shift();
    first.resolve(first.lines);
  });

  const send = (text: string): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(ended);
      const marker = `-- ${randomUUID()}`;
      waiting.push({ marker, lines: [], resolve, reject });
      child.stdin.write(`${text}\n;\n\\echo '${marker}'\n`);
    });

  return {
    ask: async (query) => {
      const lines = await send(`SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(answer)), '[]') FROM (${query}\n) answer`);
      return JSON.parse(lines.join("")) as readonly unknown[];
    },
    tell: async (statements) => void (await send(statements)),
    close: async () => {
      if (ended !== undefined) return;
      const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
      const force = setTimeout(() => child.kill("SIGKILL"), CLOSE_SECONDS * 1000);
      child.stdin.end();
      await gone;
      clearTimeout(force);
    },
  };
}

/** Sessions through psql, so that they reach a server exactly as pg_dump does: same library, same settings, same certificates. */
export const sql = (secrets: Pick<SecretRegistry, "admit" | "cover">): Sql => ({
  open: async (client) => {
    await secrets.admit(client);
    return open(await pastWrapper(client, clients()), secrets.cover);
  },
});

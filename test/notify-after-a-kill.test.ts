import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sentOf } from "../scripts/core/notices/notice.ts";
import { notifySite, smtpVariables } from "./support/notify-site.ts";
import { certificateFor, smtpServer } from "./support/smtp-server.ts";

const CUSTOMERS = 10_000;
const CONNECTIONS = 20;
const root = join(import.meta.dirname, "..");

/** The real command, in a process of its own. */
function failover(directory: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "scripts/bin.ts"), "--project", directory, ...args], { cwd: root, env: { ...process.env, ...smtpVariables }, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return { child, ended: once(child, "close").then(() => ({ code: child.exitCode, signal: child.signalCode, out, said })) };
}

test("ten thousand customers, the process killed in the middle and stopped by a person later: nobody is left out, and whoever may have it twice is listed", { timeout: 240_000 }, async () => {
  const certificate = certificateFor("localhost");
  const server = await smtpServer(certificate, { dropsAfterData: () => false });
  const directory = await notifySite({ port: server.port, cert: certificate.cert, customers: CUSTOMERS, notify: { messagesPerSecond: 100_000, connections: CONNECTIONS } });
  const logOf = () => readFileSync(join(directory, ".failover/notices", readdirSync(join(directory, ".failover/notices"))[0] ?? "", "log.jsonl"), "utf8");

  const inFlight: number[] = [];
  for (const [index, count] of [2_000, 5_000].entries()) {
    const name = index === 0 ? "" : (readdirSync(join(directory, ".failover/notices"))[0] ?? "");
    const arrived = server.arrived(count);
    const { child, ended } = failover(directory, "notify", ...(index === 0 ? ["--state", "investigating", "--set", "began=2026-11-26T01:10:00Z"] : ["--resume", name]));
    await arrived;
    child.kill(index === 0 ? "SIGKILL" : "SIGINT");
    expect(await ended).toMatchObject(index === 0 ? { signal: "SIGKILL" } : { code: 4, out: expect.stringContaining(`next: failover notify --resume ${name}`) as string });
    inFlight.push(sentOf(logOf()).inFlight.size);
  }
  const [name = ""] = readdirSync(join(directory, ".failover/notices"));
  const { code, out, said } = await failover(directory, "notify", "--resume", name, "--json").ended;
  expect({ code, said }).toMatchObject({ code: 0 });

  const told = JSON.parse(out) as { readonly accepted: number; readonly repeated: readonly string[]; readonly left: number };
  const times = new Map<string, string[]>();
  for (const { to, messageId } of server.received) times.set(to, [...(times.get(to) ?? []), messageId]);
  expect(told).toMatchObject({ accepted: CUSTOMERS, left: 0 });
  expect(times.size).toBe(CUSTOMERS);
  const twice = [...times].filter(([, ids]) => ids.length > 1);
  expect(twice.every(([, ids]) => new Set(ids).size === 1)).toBe(true);
  expect(twice.map(([to]) => `c${/\d+/.exec(to)?.[0] ?? ""}`).filter((id) => !told.repeated.includes(id))).toEqual([]);
  // A person's stop waits for what is in flight; a kill leaves so much at most.
  expect(inFlight).toEqual([told.repeated.length, 0]);
  expect(told.repeated.length).toBeLessThanOrEqual(CONNECTIONS);
  expect(logOf()).not.toMatch(/planted/i);
  await server.close();
  await rm(directory, { recursive: true });
});

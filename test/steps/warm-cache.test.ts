import { expect, test } from "vitest";
import { show } from "../../scripts/core/commands/command.ts";
import { warmCache } from "../../scripts/steps/warm-cache.ts";
import { exampleSettings } from "../support/example-settings.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { contextWith, memoryFiles, mirror, portsWith } from "../support/step-world.ts";

const cache = { source: { host: "cache.internal", port: 6379, tls: false }, databases: [{ number: 0, holds: "sessions", onFailover: "rdb" as const }] };
const context = (databases = cache.databases as readonly { number: number; holds: string; onFailover: "rdb" | "cold" }[]) =>
  contextWith({ settings: { ...exampleSettings, cache: { ...cache, databases: databases as [typeof databases[0] & object] } }, outputs: { "stand-up": mirror } });
const warmed = { copy: "20261125T080000Z-0a1b2c", copiedAt: "2026-11-25T08:00:00.000Z", keys: 3, expired: 0, kept: 0, skipped: 0 };

async function world(answer: { stdout?: string; exitCode?: number; stderr?: string }) {
  const { shell, ran } = scriptedShell({ "agent-warm-cache": answer });
  const files = memoryFiles();
  await files.write("/project/keys/exporter.pub", "the exporter's public key");
  await files.write("/project/failover_operations_identity", "AGE-SECRET-KEY-1");
  const said: string[] = [];
  return { ports: portsWith({ shell, files, operator: { say: (line) => void said.push(line), progress: () => undefined } }), ran, said };
}

test("the cache's own host loads the newest copy, the key in its standard input alone", async () => {
  const { ports, ran, said } = await world({ stdout: `a word of ssh\n${JSON.stringify(warmed)}\n` });
  expect(await warmCache.run(ports, context())).toMatchObject({ warmed: { keys: 3 }, databases: [{ number: 0 }] });
  expect(ran).toEqual([expect.stringMatching(/admin@10\.20\.1\.4 'sudo failover agent-warm-cache'$/)]);
  expect(said).toEqual([expect.stringContaining("comes back as it was at 2026-11-25T08:00:00.000Z")]);
});

test("a copy that cannot be loaded makes no outage longer: the cache begins empty, and that is said", async () => {
  const { ports, said } = await world({ exitCode: 1, stderr: "BACKUP_DAMAGED" });
  expect(await warmCache.run(ports, context())).toMatchObject({ warmed: null, failed: expect.stringContaining("agent-warm-cache") as unknown });
  expect(said.at(-1)).toContain("no copy is known: it begins empty");
});

test("where nothing is copied, nothing is typed and the host is left alone", async () => {
  const { ports, ran } = await world({});
  const cold = context([{ number: 0, holds: "pages", onFailover: "cold" }]);
  expect(await warmCache.run(ports, cold)).toMatchObject({ warmed: null });
  expect([ran, warmCache.preview(cold)]).toEqual([[], []]);
  expect(warmCache.preview(context()).map(show)).toEqual([expect.stringContaining("agent-warm-cache")]);
});

test("without the section it says that there is nothing to do, and why", async () => {
  expect(await warmCache.run(portsWith({}), contextWith({ outputs: { "stand-up": mirror } }))).toMatchObject({ nothing: expect.stringContaining("no section 'cache'") as unknown });
});

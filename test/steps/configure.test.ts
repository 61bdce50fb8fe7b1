import { expect, test } from "vitest";
import type { HttpAnswer, Tcp } from "../../scripts/ports.ts";
import { configureDatabase } from "../../scripts/steps/configure-database.ts";
import { configureHosts } from "../../scripts/steps/configure-hosts.ts";
import { configureSearch } from "../../scripts/steps/configure-search.ts";
import { exampleSettings } from "../support/example-settings.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { contextWith, health, mirror, portsWith, sleepingClock } from "../support/step-world.ts";

const context = contextWith({ outputs: { "stand-up": mirror } });
const answering: Tcp = { connect: async () => "connected" };

test.each([
  [configureDatabase, "configure-database.yml", ["shop-gcp-database"]],
  [configureHosts, "configure-hosts.yml", ["shop-gcp-app-1", "shop-gcp-app-2", "shop-gcp-cache"]],
])("%# plays its playbook on its own machines", async (step, playbook, configured) => {
  const { shell, ran } = scriptedShell({ "ansible-playbook": {} });
  expect(await step.run(portsWith({ shell, tcp: answering }), context)).toEqual({ configured });
  expect(ran).toEqual([expect.stringMatching(new RegExp(`^ansible-playbook .*/${playbook}$`))]);
});

test("a search server has a playbook of its own, and a step that holds nobody up", async () => {
  const withSearch = contextWith({ outputs: { "stand-up": { ...mirror, search: { name: "shop-gcp-search", address: "10.20.1.5" } } } });
  const { shell, ran } = scriptedShell({ "ansible-playbook": {} });
  expect(await configureSearch.run(portsWith({ shell, tcp: answering }), withSearch)).toEqual({ configured: ["shop-gcp-search"] });
  expect(ran).toEqual([expect.stringMatching(/^ansible-playbook .*\/configure-search\.yml$/)]);
  expect(configureSearch.aside).toBe(true);
});

test("a mirror without a search machine has none to put in place, and its plan names none", async () => {
  const { shell, ran } = scriptedShell({});
  expect(await configureSearch.run(portsWith({ shell, tcp: answering }), context)).toEqual({ nothing: "the gcp stack has no search machine" });
  const { search: _, ...settings } = exampleSettings;
  expect([ran, configureSearch.preview(contextWith({ settings }))]).toEqual([[], []]);
  expect(configureSearch.preview(contextWith({ settings: { ...settings, search: { onFailover: "none", port: 9200 } } }))).toHaveLength(1);
});

test("refuses to prepare a database for a restore while customers write to it", async () => {
  const http = { get: async () => health({ mode: "read-write" }) };
  await expect(configureDatabase.check(portsWith({ http }), context)).rejects.toMatchObject({ code: "MIRROR_IN_USE" });
});

const fresh = { stdout: JSON.stringify({ server: "running", units: [], database: null }) };
const lived = { stdout: JSON.stringify({ server: "running", units: [], database: { ours: true, relations: 12, clients: 2, marker: { run: "r20261101-000000-beef", backup: "b1" } } }) };
const stopped = { stdout: JSON.stringify({ server: "stopped", units: [], databases: 1 }) };
const noAnswer = { get: async (): Promise<HttpAnswer> => ({ failed: "connection refused" }) };

test.each<[string, HttpAnswer]>([
  ["nothing answers yet", { failed: "connection refused" }],
  ["a load balancer has no hosts yet", { status: 502, body: "" }],
  ["a read-only service has nothing to lose", health()],
])("goes on where %s and the host holds no database", async (_, answer) => {
  const { shell, ran } = scriptedShell({ "sudo sh -s -- shop": fresh });
  expect(await configureDatabase.check(portsWith({ http: { get: async () => answer }, shell, tcp: answering }), context)).toBeUndefined();
  expect(ran).toHaveLength(1);
});

test.each<[string, HttpAnswer, typeof lived, string]>([
  ["what an earlier run restored, behind a silent load balancer", { failed: "no answer within 5 s" }, lived, "RESTORE_TARGET_NOT_OURS"],
  ["what an earlier run restored, read-only", health(), lived, "RESTORE_TARGET_NOT_OURS"],
  ["a database on a stopped server", { status: 502, body: "" }, stopped, "DATABASE_USE_UNKNOWN"],
])("refuses to prepare %s", async (_, answer, facts, code) => {
  const { shell } = scriptedShell({ "sudo sh -s -- shop": facts });
  await expect(configureDatabase.check(portsWith({ http: { get: async () => answer }, shell, tcp: answering }), context)).rejects.toMatchObject({ code });
});

test("a host that does not let anybody in yet is asked again; one that never does is no no", async () => {
  const early = { exitCode: 255, stderr: "System is booting up" };
  const clock = sleepingClock();
  const { shell } = scriptedShell({ "sudo sh -s": [early, early, { stdout: JSON.stringify({ server: "starting", units: [] }) }, fresh] });
  expect(await configureDatabase.check(portsWith({ http: noAnswer, shell, tcp: answering, clock }), context)).toBeUndefined();
  expect(clock.slept()).toBe(6);
  const closed = scriptedShell({ "sudo sh -s": early });
  await expect(configureDatabase.check(portsWith({ http: noAnswer, shell: closed.shell, tcp: answering }), context)).rejects.toMatchObject({ code: "COMMAND_FAILED" });
  const broken = scriptedShell({ "sudo sh -s": { exitCode: 3, stderr: "psql: FATAL" } });
  await expect(configureDatabase.check(portsWith({ http: noAnswer, shell: broken.shell, tcp: answering }), context)).rejects.toMatchObject({ code: "COMMAND_FAILED" });
});

test("waits for machines that are still booting", async () => {
  let asked = 0;
  const tcp: Tcp = { connect: async () => ((asked += 1) < 5 ? { failed: "connection refused" } : "connected") };
  const clock = sleepingClock();
  const { shell, ran } = scriptedShell({ "ansible-playbook": {} });
  await configureDatabase.run(portsWith({ shell, tcp, clock }), context);
  expect(clock.slept()).toBe(4);
  expect(ran).toHaveLength(1);
});

test("names the machine that never takes a connection, and plays nothing", async () => {
  const tcp: Tcp = { connect: async (host) => (host === "10.20.1.3" ? { failed: "connection refused" } : "connected") };
  const { shell, ran } = scriptedShell({});
  const outcome = configureHosts.run(portsWith({ shell, tcp }), context);
  await expect(outcome).rejects.toMatchObject({ code: "HOST_UNREACHABLE", message: expect.stringContaining("shop-gcp-app-2 (10.20.1.3): connection refused") as string });
  await expect(outcome).rejects.not.toThrow("shop-gcp-app-1");
  expect(ran).toEqual([]);
});

test("shows each task as it begins, and of a failure what Ansible said", async () => {
  const shown: string[] = [];
  const operator = { say: () => undefined, progress: (_: string, text: string) => void shown.push(text) };
  const stdout = "PLAY [The cache] ***\n\nTASK [cache : Install Valkey] ****\nok: [shop-gcp-cache]\nTASK [Look around] ***\nfatal: [shop-gcp-cache]: UNREACHABLE";
  const { shell } = scriptedShell({ "ansible-playbook": { exitCode: 4, stdout } });
  await expect(configureHosts.run(portsWith({ shell, tcp: answering, operator }), context)).rejects.toThrow("UNREACHABLE");
  expect(shown).toEqual(["Install Valkey", "Look around"]);
});

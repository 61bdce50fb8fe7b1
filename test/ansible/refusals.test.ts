import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensurePython } from "../../lab/setup/tooling.ts";

let ansible: string;
let folder: string;

beforeAll(async () => {
  ansible = join(await ensurePython(() => undefined), "bin/ansible-playbook");
  folder = mkdtempSync(join(tmpdir(), "refusals-"));
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const known = {
  failover_service: "shop",
  failover_side: "gcp",
  failover_database_host: "192.0.2.1",
  failover_database_port: 5432,
  failover_database_name: "shop",
  failover_database_owner: "shop",
  failover_bundle: import.meta.filename,
  app_artifact: import.meta.filename,
};

/** Plays against a host where nothing listens: what a role refuses, it must refuse before it tries to reach one. */
async function play(playbook: string, group: string, variables: object, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const inventory = join(folder, "inventory.json");
  writeFileSync(inventory, JSON.stringify({ all: { children: { [group]: { hosts: { nowhere: { ansible_host: "127.0.0.1", ansible_port: 1 } } } } } }));
  const { all } = await execa(ansible, ["--inventory", inventory, "--extra-vars", JSON.stringify({ ...known, ...variables }), `ansible/${playbook}.yml`], {
    all: true,
    reject: false,
    timeout: 60_000,
    env: { ANSIBLE_CONFIG: "ansible/ansible.cfg", ANSIBLE_HOME: join(folder, "home"), ANSIBLE_SSH_RETRIES: "0", FAILOVER_DATABASE_PASSWORD: "", ...env },
  });
  return all.replaceAll(/\s+/g, " ");
}

test("wrong words and wrong types are all named before the first task", async () => {
  const said = await play("configure-hosts", "app", { app_port: "many", app_initial_mode: "sometimes", app_artifact: undefined });
  expect(said).toContain("missing required arguments: app_artifact");
  expect(said).toContain("value of app_initial_mode must be one of: read-only, read-write, got: sometimes");
  expect(said).toContain("'many'");
  expect(said).not.toContain("UNREACHABLE");
}, 60_000);

test("an artifact that is not there is refused before any host is touched", async () => {
  const said = await play("configure-hosts", "app", { app_artifact: "/nowhere/shop.mjs" });
  expect(said).toContain("app_artifact is /nowhere/shop.mjs, and that is not a file here");
  expect(said).not.toContain("UNREACHABLE");
}, 60_000);

test("a database without a password for its owner is refused, and with one the host is tried", async () => {
  const without = await play("configure-database", "database", {});
  expect(without).toContain("set FAILOVER_DATABASE_PASSWORD");
  expect(without).not.toContain("UNREACHABLE");
  const given = await play("configure-database", "database", {}, { FAILOVER_DATABASE_PASSWORD: "a-secret-word" });
  expect(given).toContain("UNREACHABLE");
  expect(given).not.toContain("a-secret-word");
}, 60_000);

test("a warden is refused a key that decrypts, before any host is touched", async () => {
  const warden = { warden_settings: import.meta.filename, warden_signing_key: "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----" };
  const said = await play("warden", "warden", { ...warden, warden_environment: { FAILOVER_VERIFIER_IDENTITY: "AGE-SECRET-KEY-1QQQQ" } });
  expect(said).toContain("no age identity may be among the warden's variables");
  expect(said).not.toContain("UNREACHABLE");
  expect(await play("warden", "warden", warden)).toContain("UNREACHABLE");
}, 60_000);

test("an agent without a key long enough is refused before any host is touched, and with one the host is tried", async () => {
  const agent = { failover_agent_port: 8443, failover_agent_certificate: import.meta.filename, agent_certificate_key: "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----" };
  const said = await play("agent", "agent", { ...agent, agent_shared_key: "short" });
  expect(said).toContain("agent_shared_key 32 characters or more");
  expect(said).not.toContain("UNREACHABLE");
  const given = await play("agent", "agent", { ...agent, agent_shared_key: "a-shared-key-of-thirty-two-letters" });
  expect(given).toContain("UNREACHABLE");
  expect(given).not.toContain("a-shared-key");
}, 60_000);

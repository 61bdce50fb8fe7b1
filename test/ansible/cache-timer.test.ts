import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { execa } from "execa";
import { ensurePython } from "../../lab/setup/tooling.ts";

const LIMIT_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), "cache-timer-"));
let ansible: string;

beforeAll(async () => {
  ansible = join(await ensurePython(() => undefined), "bin/ansible");
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["a database that is copied", "cache:\n  databases:\n    - {number: 0, holds: pages}\n    - {number: 1, holds: sessions, onFailover: rdb}\n", true],
  ["databases that begin empty", "cache:\n  databases:\n    - {number: 0, holds: pages, onFailover: cold}\n    - {number: 1, holds: more}\n", false],
  ["no cache at all", "service: shop\n", false],
])("with %s, the exporter's role turns the timer of copies on or leaves it off", async (_, settings, isOn) => {
  const file = join(folder, "failover.yaml");
  writeFileSync(file, settings);
  const asked = ["localhost", "--connection", "local", "--module-name", "ansible.builtin.debug", "--args", "msg=copies:{{ __exporter_copies_cache | bool }}"];
  const variables = ["--extra-vars", "@ansible/roles/exporter/vars/main.yml", "--extra-vars", JSON.stringify({ exporter_settings: file })];
  const { stdout } = await execa(ansible, [...asked, ...variables], { env: { HOME: folder }, timeout: LIMIT_MS });
  expect(stdout).toContain(`copies:${isOn ? "True" : "False"}`);
}, LIMIT_MS);

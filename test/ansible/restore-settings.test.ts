import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const settings = (file: string): readonly string[] => readFileSync(`ansible/roles/database/templates/${file}.conf.j2`, "utf8").split("\n").filter((line) => /^[a-z]/.test(line));
const vars = parse(readFileSync("ansible/roles/database/vars/main.yml", "utf8")) as { readonly __database_restore_files: readonly { readonly path: string; readonly unless?: string }[] };

test("from a new cluster's first settings until writes open pg_cron begins no job, and neither the restore nor production has a word about it", () => {
  expect(settings("closed")).toEqual(["cron.launch_active_jobs = 'off'"]);
  expect([...settings("restore"), ...settings("production")].join()).not.toContain("cron.");
});

test("what holds for a new cluster alone is never laid over one that was configured before", () => {
  expect(vars.__database_restore_files.map(({ path }) => path.split("/").at(-1))).toEqual(["50-failover-restore.conf", "45-failover-closed.conf"]);
  for (const { unless } of vars.__database_restore_files) expect(unless).toMatch(/40-failover-production\.conf$/);
});

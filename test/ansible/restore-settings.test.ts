import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const settings = (file: string): readonly string[] => readFileSync(`ansible/roles/database/templates/${file}.conf.j2`, "utf8").split("\n").filter((line) => /^[a-z]/.test(line));

test("pg_cron begins no job while a restore loads the rows that it would act on, and production has no word about it", () => {
  expect(settings("restore")).toContain("cron.launch_active_jobs = 'off'");
  expect(settings("production").join()).not.toContain("cron.");
});

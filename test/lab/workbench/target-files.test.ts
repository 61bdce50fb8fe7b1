import { join } from "node:path";
import { expect, test } from "vitest";
import { productionText, targetFiles } from "../../../lab/workbench/target-files.ts";

const clone = join(import.meta.dirname, "../../..");

test("the workbench's target gets the database role's own files, with nothing of the templates' language left in them", async () => {
  const files = await targetFiles(clone, "10.20.1.1");
  expect(files.map(({ path }) => path.split("/").at(-1))).toEqual(["40-failover-production.conf", "50-failover-restore.conf", "pg_hba.conf", "failover.conf"]);
  for (const { text } of files) expect(text).not.toMatch(/\{[{%]/);
  expect(files[0]?.text).toContain("listen_addresses = 'localhost,10.20.1.1'\n");
});

test("a word of the template that the workbench does not know is an error", () => {
  expect(() => productionText("work_mem = '{{ memory_mb // 64 }}MB'\n", "10.20.1.1")).toThrow(/memory_mb \/\/ 64/);
});

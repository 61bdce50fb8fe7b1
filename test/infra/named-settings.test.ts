import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";

const BOOK = "scripts/core/book";
const textsForPeople = ["docs/runbook.md", ...readdirSync(BOOK, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts")).map((file) => join(BOOK, file))];

test("a stack's setting that the runbook or the plan on paper names is one that a stack reads", () => {
  const stackFiles = readdirSync(".").filter((file) => /^Pulumi\.[a-z-]+\.yaml$/.test(file));
  const known = stackFiles.flatMap((file) => Object.keys((parse(readFileSync(file, "utf8")) as { config: object }).config));
  const named = textsForPeople.flatMap((file) => readFileSync(file, "utf8").replaceAll("\\`", "`").match(/(?<=`)[a-z-]+:[a-z][A-Za-z]*(?=`)/g) ?? []);
  expect(named).toContain("failover-kit:active");
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

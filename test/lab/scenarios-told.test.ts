import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { scenarios } from "../../lab/scenarios/all.ts";

test("the lab's own page names every scenario", async () => {
  const page = await readFile(new URL("../../lab/README.md", import.meta.url), "utf8");
  expect(scenarios.map(({ id }) => id).filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
});

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { scenarios } from "../../lab/scenarios/all.ts";

test("a scenario that another one tells is told by one that runs where all of them do", () => {
  const running = scenarios.filter(({ toldBy }) => toldBy === undefined).map(({ id }) => id);
  expect(scenarios.filter(({ toldBy }) => toldBy !== undefined && !running.includes(toldBy)).map(({ id }) => id)).toEqual([]);
});

test("the lab's own page names every scenario", async () => {
  const page = await readFile(new URL("../../lab/README.md", import.meta.url), "utf8");
  expect(scenarios.map(({ id }) => id).filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
});

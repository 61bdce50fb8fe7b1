import { expect, test } from "vitest";
import { bucketJournal } from "../../../lab/drill/bucket-journal.ts";
import { world } from "../../../lab/site/world.ts";
import { entryName } from "../../../scripts/core/journal-names.ts";
import { writeLine } from "../../../scripts/core/journal-line.ts";
import type { Entry } from "../../../scripts/core/journal.ts";
import { story } from "../../support/world.ts";

const RUN = "r20261125-010000-ab12";
const whole = story(
  { type: "run-begun", run: RUN, pipeline: "failover", planDigest: "abc" },
  { type: "step-begun", step: "stand-up", attempt: 1 },
  { type: "step-done", step: "stand-up", output: null },
);

const bucketWith = (lines: ReadonlyMap<string, string>) => ({
  objects: async () => [...lines.keys()].toSorted().map((name) => ({ name, generation: "1", updated: "" })),
  objectsHolding: async (_: string, names: readonly string[]) => names.map((name) => lines.get(name)),
});
const stored = (entries: readonly Entry[]) => new Map(entries.map((entry) => [entryName(world.service, RUN, entry.seq), writeLine(entry)]));

test("the scenarios read a journal that the kit wrote, and pass over what else lies in its bucket", async () => {
  const other: readonly [string, string][] = [[`${world.service}/${RUN}/answers/a.json`, "{}"], [entryName(world.service, "r20250101-000000-0000", 0), "an older run's"]];
  const entries = await bucketJournal(bucketWith(new Map([...stored(whole), ...other])));
  expect(entries.map(({ event }) => event.type)).toEqual(["run-begun", "step-begun", "step-done"]);
});

test.each<[string, readonly Entry[]]>([
  ["an entry that is missing", whole.filter(({ seq }) => seq !== 1)],
  ["an entry that somebody changed", whole.map((entry) => (entry.seq === 1 ? { ...entry, at: "later" } : entry))],
  ["an epoch that goes down", [...whole.slice(0, 2).map((entry) => ({ ...entry, epoch: 2 })), ...whole.slice(2)]],
])("they notice %s", async (_, entries) => {
  await expect(bucketJournal(bucketWith(stored(entries)))).rejects.toThrow("the journal in the bucket");
});

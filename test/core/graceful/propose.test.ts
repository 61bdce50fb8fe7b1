import fc from "fast-check";
import { expect, test } from "vitest";
import { finalExportInWords } from "../../../scripts/core/graceful/outputs.ts";
import { modeOf, pipelineOf } from "../../../scripts/core/graceful/mode.ts";
import { openSourceAgain } from "../../../scripts/core/graceful/open-source-again.ts";
import { meaningOf, proposeMode, unseen, type SourceSight, type Told } from "../../../scripts/core/graceful/propose.ts";
import { declaredMode, modeLines, recordMode } from "../../../scripts/core/graceful/recorded.ts";
import { withoutIn } from "../../../scripts/core/graceful/without.ts";
import { exampleSettings } from "../../support/example-settings.ts";

const yes: Told = { says: "yes", because: "it answers" };
const all: SourceSight = { host: yes, database: yes, exporter: yes, lastSeconds: 38 };

test.each<[string, Partial<SourceSight>, "graceful" | "ungraceful", RegExp]>([
  ["all of it answers", {}, "graceful", /the exporter's host answers; the source's database answers; an export could begin now/],
  ["AWS is dark", unseen("10.10.1.2: no answer within 1.5 s, 2 times"), "ungraceful", /^could not tell whether the exporter's host answers, whether the source's database answers, whether an export could begin now: 10.10.1.2: no answer within 1.5 s, 2 times$/],
  ["a variable is missing", unseen("failover.yaml names variables that are not set:\n  - a: $A\n  - b: $B"), "ungraceful", /: failover.yaml names variables that are not set: a: \$A, b: \$B$/],
  ["the host is silent", { host: { says: "no", because: "no answer, 2 times" } }, "ungraceful", /the exporter's host does not answer: no answer, 2 times/],
  ["the database is silent", { database: { says: "no", because: "connection refused" } }, "ungraceful", /the source's database does not answer: connection refused/],
  ["the exporter lacks something", { exporter: { says: "no", because: "no room" } }, "ungraceful", /no export could begin now: no room/],
  ["nobody could tell of one thing", { exporter: { says: "cannot tell", because: "a variable is unset" } }, "ungraceful", /could not tell whether an export could begin now: a variable is unset/],
])("when %s, the mode is proposed with its reason", (_, sight, mode, because) => {
  const proposal = proposeMode({ ...all, ...sight });
  expect(proposal.mode).toBe(mode);
  expect(proposal.because.join("; ")).toMatch(because);
});

const told = fc.record({ says: fc.constantFrom<Told["says"][]>("yes", "no", "cannot tell"), because: fc.string() });
const sights: fc.Arbitrary<SourceSight> = fc.record({ host: told, database: told, exporter: told, lastSeconds: fc.option(fc.nat()) });

test("graceful is proposed where everything was seen to answer and nowhere else, and what would make it the other is said", () => {
  fc.assert(
    fc.property(sights, (sight) => {
      const { mode, because, otherwise } = proposeMode(sight);
      const open = [sight.host, sight.database, sight.exporter].filter(({ says }) => says !== "yes");
      expect(mode).toBe(open.length === 0 ? "graceful" : "ungraceful");
      expect(because.length).toBeGreaterThan(0);
      expect(otherwise).toContain(mode === "graceful" ? "it would be ungraceful" : "it would be graceful if");
      for (const { because: why } of open) expect(because.join()).toContain(why);
    }),
  );
});

test("a mode is its steps, its time and its loss", () => {
  expect(meaningOf("graceful", all)).toMatch(/final-export; the last export took 38 s\)/);
  expect(meaningOf("graceful", { lastSeconds: null })).toMatch(/nobody has measured/);
  expect(meaningOf("ungraceful", all)).toMatch(/goes on without it/);
});

test("each mode is a kind of run of its own, and no other kind has one", () => {
  expect([modeOf(pipelineOf.graceful), modeOf(pipelineOf.ungraceful), modeOf("restore-db")]).toEqual(["graceful", "ungraceful", undefined]);
});

test("the record keeps the mode and what spoke for it; an older journal's is read, too", () => {
  const proposal = proposeMode({ ...all, database: { says: "no", because: "refused" } });
  expect(modeLines(recordMode("ungraceful", proposal))).toEqual([expect.stringMatching(/^mode ungraceful: the source's database does not answer/)]);
  expect(modeLines(recordMode("graceful", proposal))).toEqual([expect.stringMatching(/^mode graceful, by a person's choice; what was seen spoke for ungraceful/)]);
  expect([modeLines({ mode: "ungraceful" }), modeLines({}), declaredMode({ mode: "graceful" }), declaredMode({ mode: "swift" }), declaredMode(undefined)]).toEqual([["mode ungraceful"], [], "graceful", null, null]);
});

test("what a last export means is one sentence", () => {
  const final = { exported: true, id: "b1", snapshotAt: "2026-11-26T05:18:43Z", bytes: 6, writtenSince: 0, notes: ["the cache was not copied once more: refused"] };
  expect(finalExportInWords(final)).toMatch(/it holds everything; the cache was not copied/);
  expect(finalExportInWords({ ...final, writtenSince: 3 })).toMatch(/3 rows were written after the fence/);
  expect(finalExportInWords({ ...final, writtenSince: null })).toMatch(/could not be told/);
  expect(finalExportInWords({ exported: false, because: "ana chose so" })).toBe("no final export: ana chose so");
  expect([finalExportInWords(undefined), withoutIn({ step: "final-export" })]).toEqual([undefined, undefined]);
});

const naming = (...databases: readonly [string, ...string[]]) => ({ settings: { ...exampleSettings, export: { ...exampleSettings.export, source: { ...exampleSettings.export.source, databases: [...databases] as [string, ...string[]] } } } });

test("the fence is taken away by its owner, in a session that it does not bind, from every database that it closed", () => {
  expect(openSourceAgain(naming("shop"))).toMatch(/^PGOPTIONS='-c default_transaction_read_only=off' psql 'host=\S+ port=\d+ dbname=shop user=\S+' -c 'ALTER DATABASE "shop" RESET default_transaction_read_only'$/);
  expect(openSourceAgain(naming("shop", "billing"))).toMatch(/dbname=shop .* -c 'ALTER DATABASE "shop" RESET \S+' -c 'ALTER DATABASE "billing" RESET default_transaction_read_only'$/);
});

test("where the settings name no databases each of the owner's was closed, and the server is asked which", () => {
  const { databases: _, ...source } = exampleSettings.export.source;
  expect(openSourceAgain({ settings: { ...exampleSettings, export: { ...exampleSettings.export, source } } })).toMatch(/^printf '%s\\n' 'SELECT format\(\$\$ALTER DATABASE %I RESET [^']*\\gexec' \| PGOPTIONS='-c default_transaction_read_only=off' psql '[^']+'$/);
});

import { expect, test } from "vitest";
import { faults } from "../../scripts/core/graph.ts";
import { adoptRestoredDb, failover, gracefulFailover, restoreDb, revertRestoreDb } from "../../scripts/pipeline/pipelines.ts";

const step = (id: string, ...needs: readonly string[]) => ({ id, needs });

test.each([
  ["a sound graph has none", [step("a"), step("b", "a")], []],
  ["a name used twice", [step("a"), step("a")], ["two steps are called 'a'"]],
  ["a need nobody provides", [step("a", "b")], ["'a' needs 'b', which is not there"]],
  ["a circle", [step("a"), step("b", "a", "d"), step("c", "b"), step("d", "c")], ["these wait for each other: b, c, d"]],
])("%s", (_, graph, expected) => {
  expect(faults(graph)).toEqual(expected);
});

test.each([["failover", failover], ["graceful-failover", gracefulFailover], ["restore-db", restoreDb], ["revert-restore-db", revertRestoreDb], ["adopt-restored-db", adoptRestoredDb]])("the graph of %s is sound", (_, graph) => {
  expect(faults(graph)).toEqual([]);
});

test("the failover's steps keep their names, which old journals use", () => {
  expect(failover.map(({ id }) => id)).toMatchInlineSnapshot(`
    [
      "freeze",
      "notify-start",
      "fence-source",
      "choose-backup",
      "stand-up",
      "adopt-objects",
      "configure-database",
      "restore-data",
      "verify-data",
      "configure-hosts",
      "warm-cache",
      "configure-search",
      "rebuild-search",
      "start-app",
      "smoke-test",
      "approve-cutover",
      "cut-over-dns",
      "watch-propagation",
      "open-writes",
      "notify-done",
      "protect-again",
    ]
  `);
});

test("a graceful failover is the same, but that its source is exported one last time between its fence and the choice", () => {
  const more = gracefulFailover.filter(({ id }) => !failover.some((step) => step.id === id));
  expect(more.map(({ id, needs }) => [id, needs])).toEqual([["final-export", ["fence-source"]]]);
  const needsOf = (graph: typeof failover, id: string) => graph.find((step) => step.id === id)?.needs;
  for (const { id, needs } of failover) expect(needsOf(gracefulFailover, id)).toEqual(id === "choose-backup" || id === "warm-cache" ? [...needs, "final-export"] : needs);
});

test("so do those of a database's restore, its way back and its adoption", () => {
  expect([restoreDb, revertRestoreDb, adoptRestoredDb].map((graph) => graph.map(({ id }) => id))).toEqual([
    ["look-at-database", "count-broken", "fence-database", "restore-instance", "await-logins", "warm-database", "verify-database", "point-application", "prove-writes", "settle-settings", "tell-loss"],
    ["lift-fence", "point-back", "prove-back", "tell-left"],
    ["move-into-aws", "preview-empty"],
  ]);
});

import { expect, test } from "vitest";
import { words } from "../../scripts/core/commands/command.ts";
import type { Json } from "../../scripts/core/journal.ts";
import { reindexSince, searchPlanText } from "../../scripts/core/search-plan.ts";
import { rebuildSearch } from "../../scripts/steps/rebuild-search.ts";
import type { CommandResult, Shell } from "../../scripts/ports.ts";
import { exampleSettings } from "../support/example-settings.ts";
import { contextWith, mirror, portsWith, sleepingClock } from "../support/step-world.ts";

const reindex = { command: "/opt/shop/reindex", user: "shop", limitMinutes: 60 };
const snapshot = { repository: "mirror", bucket: "shop-search", basePath: "snapshots", indices: "shop-*", marginMinutes: 30 };
const withSearch = { ...mirror, search: { name: "shop-gcp-search", address: "10.20.1.5" } };
type Search = NonNullable<(typeof exampleSettings)["search"]>;

const context = (search: Partial<Search> = {}, more: Parameters<typeof contextWith>[0] = {}) =>
  contextWith({ settings: { ...exampleSettings, search: { onFailover: "reindex", port: 9200, reindex, ...search } }, outputs: { "stand-up": withSearch }, ...more });

type Answer = string | readonly string[];
/** Hosts that answer each kind of command in turn, the last answer for good; "broken" is a connection that breaks. */
function hosts(answers: { ask?: readonly Answer[]; follow?: readonly Answer[]; curl?: readonly string[] }) {
  const left = { ask: [...(answers.ask ?? ["never"])], follow: [...(answers.follow ?? ["end success exited 0"])], curl: [...(answers.curl ?? [])] };
  const ran: { kind: string; line: string; input: string }[] = [];
  const next = (kind: keyof typeof left): Answer => (left[kind].length > 1 ? left[kind].shift() : left[kind][0]) ?? "";
  const shell: Shell = {
    run: async (command, onLine): Promise<CommandResult> => {
      const line = words(command).join(" ");
      const input = typeof command.input === "string" ? command.input : "";
      const kind = line.includes("curl") ? "curl" : line.includes("is-active") ? "ask" : input.startsWith("d=$1; n=$2") ? "follow" : input.startsWith("set -eu") ? "begin" : "bring";
      ran.push({ kind, line, input });
      if (kind === "begin" || kind === "bring") return { exitCode: 0, stdout: "", stderr: "" };
      const answer = next(kind);
      if (answer === "broken") return { exitCode: 255, stdout: "", stderr: "Connection closed" };
      const lines = typeof answer === "string" ? [answer] : answer;
      for (const one of lines) onLine?.(one);
      return { exitCode: 0, stdout: lines.join("\n"), stderr: "" };
    },
  };
  const said: string[] = [];
  const progress: string[] = [];
  return { ran, said, progress, kinds: () => ran.map(({ kind }) => kind), ports: portsWith({ shell, clock: sleepingClock(), operator: { say: (line) => void said.push(line), progress: (_, text) => void progress.push(text) } }) };
}

test("the company's command runs as a unit on the first application host, and is followed line by line", async () => {
  const { ports, ran, kinds, progress } = hosts({ follow: [["line 1 10 % done", "line 2 all done", "end success exited 0"]] });
  expect(await rebuildSearch.run(ports, context())).toEqual({ how: "reindex", snapshot: null, since: null, lines: 2 });
  expect(kinds()).toEqual(["ask", "bring", "begin", "follow"]);
  expect(ran[1]?.input).toBe("/opt/shop/reindex");
  expect(ran[2]?.line).toContain("admin@10.20.1.2");
  expect(ran[2]?.line).toContain("failover-search-r20261123-081500-ab12-1 shop 3600");
  expect(progress).toEqual(["10 % done", "all done"]);
});

test("a lost connection loses sight of it only: it is followed again from the next line on", async () => {
  const { ports, ran } = hosts({ follow: [["line 1 a"], "broken", ["line 2 b", "end success exited 0"]] });
  expect(await rebuildSearch.run(ports, context())).toMatchObject({ lines: 2 });
  expect(ran.filter(({ kind }) => kind === "follow").map(({ line }) => /ab12-1 (\d+) /.exec(line)?.[1])).toEqual(["0", "1", "1"]);
});

test("a resumed run takes up the unit that an earlier attempt has begun, and starts no other", async () => {
  const { ports, kinds, ran } = hosts({ ask: ["never", "running"] });
  await rebuildSearch.run(ports, context({}, { attempt: 2 }));
  expect(kinds()).toEqual(["ask", "ask", "follow"]);
  expect(ran.at(-1)?.line).toContain("ab12-1");
});

test("one that failed is tried again under a name of its own", async () => {
  const { ports, kinds } = hosts({ ask: ["never", "end exit-code exited 3"] });
  await rebuildSearch.run(ports, context({}, { attempt: 2 }));
  expect(kinds()).toEqual(["ask", "ask", "bring", "begin", "follow"]);
});

test("a failure is told with its last word and where the rest stands", async () => {
  const { ports } = hosts({ follow: [["line 1 no such index", "end exit-code exited 3"]] });
  await expect(rebuildSearch.run(ports, context())).rejects.toMatchObject({ code: "WORK_FAILED", advice: { what: expect.stringContaining("no such index") as unknown } });
});

test("a host that is silent for five minutes is given up, and nothing is started twice", async () => {
  const { ports, kinds } = hosts({ follow: ["broken"] });
  await expect(rebuildSearch.run(ports, context())).rejects.toMatchObject({ code: "WORK_LOST" });
  expect(kinds().filter((kind) => kind === "begin")).toHaveLength(1);
});

const startedMs = Date.parse("2026-11-25T08:00:00.000Z");
const listed = JSON.stringify({ snapshots: [{ snapshot: "older", state: "SUCCESS", start_time_in_millis: startedMs - 1 }, { snapshot: "half", state: "PARTIAL", start_time_in_millis: startedMs + 9 }, { snapshot: "hourly/8", state: "SUCCESS", start_time_in_millis: startedMs }] });
const restored = (failed: number) => JSON.stringify({ snapshot: { shards: { total: 5, failed, successful: 5 - failed } } });

test("a snapshot is registered read-only, the newest whole one restored, and what has changed since indexed again with a margin", async () => {
  const { ports, ran } = hosts({ curl: ['{"acknowledged":true}\n200', `${listed}\n200`, `${restored(0)}\n200`] });
  const notes: Json[] = [];
  const output = await rebuildSearch.run(ports, context({ onFailover: "snapshot", snapshot }, { note: async (note) => void notes.push(note) }));
  expect(output).toMatchObject({ how: "snapshot", snapshot: { name: "hourly/8" }, since: "2026-11-25T07:30:00.000Z" });
  const curl = ran.filter(({ kind }) => kind === "curl");
  expect(JSON.parse(curl[0]?.input ?? "")).toEqual({ type: "gcs", settings: { bucket: "shop-search", base_path: "snapshots", readonly: true } });
  expect(curl[2]?.line).toContain("/_snapshot/mirror/hourly%2F8/_restore?wait_for_completion=true");
  expect(ran.find(({ kind }) => kind === "begin")?.line).toContain("--setenv=FAILOVER_SINCE=2026-11-25T07:30:00.000Z");
  expect(notes).toEqual([{ name: "hourly/8", startedAt: "2026-11-25T08:00:00.000Z" }]);
});

test("a resumed run does not restore over what it has restored", async () => {
  const { ports, kinds } = hosts({});
  await rebuildSearch.run(ports, context({ onFailover: "snapshot", snapshot }, { attempt: 2, noted: () => ({ name: "hourly/8", startedAt: "2026-11-25T08:00:00.000Z" }) }));
  expect(kinds()).not.toContain("curl");
});

test.each<[string, readonly string[], string]>([
  ["a refusal", ['{"error":"no permission"}\n500'], "answered 500"],
  ["no whole snapshot", ["{}\n200", '{"snapshots":[]}\n200'], "no whole snapshot in shop-search/snapshots"],
  ["lost shards", ["{}\n200", `${listed}\n200`, `${restored(2)}\n200`], "2 shards of hourly/8"],
])("%s stops before anything is indexed", async (_, curl, why) => {
  const { ports, kinds } = hosts({ curl });
  await expect(rebuildSearch.run(ports, context({ onFailover: "snapshot", snapshot }))).rejects.toThrow(why);
  expect(kinds()).not.toContain("begin");
});

test("without a search machine a snapshot has nowhere to go", async () => {
  const { ports } = hosts({});
  await expect(rebuildSearch.run(ports, context({ onFailover: "snapshot", snapshot }, { outputs: { "stand-up": mirror } }))).rejects.toThrow("searchMachineType");
});

test("where nothing is declared, or 'none', nothing is done, and it says what users will see", async () => {
  for (const search of [undefined, { onFailover: "none" as const, port: 9200 }]) {
    const { ports, kinds, said } = hosts({});
    const { search: _, ...settings } = exampleSettings;
    const own = contextWith({ settings: search === undefined ? settings : { ...settings, search }, outputs: { "stand-up": mirror } });
    expect(await rebuildSearch.run(ports, own)).toEqual({ nothing: searchPlanText(search) });
    expect([kinds(), said, rebuildSearch.preview(own)]).toEqual([[], [searchPlanText(search)], []]);
  }
});

test("each choice says what users will see", () => {
  const told = (["none", "reindex", "snapshot"] as const).map((onFailover) => searchPlanText({ onFailover, port: 9200 }));
  expect(new Set(told).size).toBe(3);
  expect(reindexSince("2026-11-25T08:00:00.000Z", 30)).toBe("2026-11-25T07:30:00.000Z");
});

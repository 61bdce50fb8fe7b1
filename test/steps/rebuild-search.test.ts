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
/** By the end of a request's line, what it is answered in turn, the last for good; a number is the status of the answer before it, "silent" no answer. */
type Curl = Readonly<Record<string, readonly (object | string | number)[]>>;

function answersOf(curl: Curl) {
  const turns = new Map<string, number>();
  return (line: string): CommandResult => {
    const [key = "", answers = []] = Object.entries(curl).find(([end]) => (end === "/" ? /:9200\/\W*$/.test(line) : end.split(" ").every((word) => line.includes(word)))) ?? ["", [{}]];
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    const isSilent = answers[1] === "silent";
    const status = typeof answers[1] === "number" ? answers[1] : 200;
    const answer = answers[status === 200 ? Math.min(turn, answers.length - 1) : 0];
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    return isSilent ? { exitCode: 7, stdout: "\n000", stderr: typeof answers[0] === "string" ? answers[0] : "" } : { exitCode: 0, stdout: `${text}\n${status}`, stderr: "" };
  };
}

/** Hosts that answer each kind of command in turn, the last answer for good; "broken" is a connection that breaks. */
function hosts(answers: { ask?: readonly Answer[]; follow?: readonly Answer[]; curl?: Curl }) {
  const left = { ask: [...(answers.ask ?? ["never"])], follow: [...(answers.follow ?? ["end success exited 0"])] };
  const search = answersOf(answers.curl ?? {});
  const ran: { kind: string; line: string; input: string }[] = [];
  const next = (kind: keyof typeof left): Answer => (left[kind].length > 1 ? left[kind].shift() : left[kind][0]) ?? "";
  const shell: Shell = {
    run: async (command, onLine): Promise<CommandResult> => {
      const line = words(command).join(" ");
      const input = typeof command.input === "string" ? command.input : "";
      const kind = line.includes("curl") ? "curl" : line.includes("is-active") ? "ask" : input.startsWith("d=$1; n=$2") ? "follow" : input.startsWith("set -eu") ? "begin" : "bring";
      ran.push({ kind, line, input });
      if (kind === "curl") return search(line);
      if (kind === "begin" || kind === "bring") return { exitCode: 0, stdout: "", stderr: "" };
      const answer = next(kind === "ask" ? "ask" : "follow");
      if (answer === "broken") return { exitCode: 255, stdout: "", stderr: "Connection closed" };
      const lines = typeof answer === "string" ? [answer] : answer;
      for (const one of lines) onLine?.(one);
      return { exitCode: 0, stdout: lines.join("\n"), stderr: "" };
    },
  };
  const said: string[] = [];
  const progress: string[] = [];
  const asked = (method: string) => ran.filter(({ kind, line }) => kind === "curl" && line.includes(`--request ${method}`));
  const kinds = () => ran.flatMap(({ kind, line }) => (kind === "curl" && /:9200\/\W*$/.test(line) && answers.curl === undefined ? [] : [kind]));
  return { ran, said, progress, asked, kinds, ports: portsWith({ shell, clock: sleepingClock(), operator: { say: (line) => void said.push(line), progress: (_, text) => void progress.push(text) } }) };
}

test("the company's command runs as a unit on the first application host, and is followed line by line", async () => {
  const { ports, ran, kinds, progress } = hosts({ follow: [["line 1 10 % done", "line 2 all done", "end success exited 0"]] });
  expect(await rebuildSearch.run(ports, context())).toEqual({ how: "reindex", snapshot: null, since: null, lines: 2 });
  expect(kinds()).toEqual(["ask", "bring", "begin", "follow"]);
  expect(ran[2]?.input).toBe("/opt/shop/reindex");
  expect(ran[3]?.line).toContain("admin@10.20.1.2");
  expect(ran[3]?.line).toContain("failover-search-r20261123-081500-ab12-1 shop 3600");
  expect(ran[3]?.line).toContain("--property=EnvironmentFile=-/etc/shop/environment");
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
  await expect(rebuildSearch.run(ports, context())).rejects.toMatchObject({ code: "UNIT_LOST" });
  expect(kinds().filter((kind) => kind === "begin")).toHaveLength(1);
});


const startedMs = Date.parse("2026-11-25T08:00:00.000Z");
const kept = (name: string, state: string, at: number) => ({ snapshot: name, state, start_time_in_millis: at, indices: ["shop-orders"] });
const listed = { snapshots: [kept("older", "SUCCESS", startedMs - 1), kept("half", "PARTIAL", startedMs + 9), kept("hourly/8", "SUCCESS", startedMs)] };
const shardsOf = (snapshot: string, ...stages: readonly string[]) => ({ "shop-orders": { shards: stages.map((stage) => ({ stage, primary: true, source: { repository: "mirror", snapshot } })) } });
const health = (status: string) => ({ status, active_primary_shards: 2, unassigned_shards: status === "red" ? 1 : 0 });
const fresh = { "PUT /_snapshot/mirror": [{}], "GET /_snapshot/mirror/_all": [listed], "GET /_cat/indices": [[]], "POST /_snapshot": [{ accepted: true }], _recovery: [shardsOf("hourly/8", "INDEX", "DONE"), shardsOf("hourly/8", "DONE", "DONE")], "/_cluster/health": [health("red"), health("yellow")] };
const asSnapshot = (more: Parameters<typeof contextWith>[0] = {}) => context({ onFailover: "snapshot", snapshot }, more);
const note8 = { name: "hourly/8", startedAt: "2026-11-25T08:00:00.000Z" };

test("a snapshot is registered read-only, the newest whole one restored and followed, and what has changed since indexed again with a margin", async () => {
  const { ports, asked, ran, progress } = hosts({ curl: fresh });
  const notes: Json[] = [];
  const output = await rebuildSearch.run(ports, asSnapshot({ note: async (note) => void notes.push(note) }));
  expect(output).toMatchObject({ how: "snapshot", snapshot: note8, since: "2026-11-25T07:30:00.000Z" });
  expect(JSON.parse(asked("PUT")[0]?.input ?? "")).toEqual({ type: "gcs", settings: { bucket: "shop-search", base_path: "snapshots", readonly: true } });
  expect(asked("POST")[0]?.line).toContain("/_snapshot/mirror/hourly%2F8/_restore?wait_for_completion=false");
  expect(ran.find(({ kind }) => kind === "begin")?.line).toContain("--setenv=FAILOVER_SINCE=2026-11-25T07:30:00.000Z");
  expect(notes).toEqual([{ ...note8, restored: false }, { ...note8, restored: true }]);
  expect(progress).toContain("1 of 2 shards of hourly/8 are back");
});

test("a repository may be a directory that the search machine has mounted", async () => {
  const { ports, asked } = hosts({ curl: fresh });
  await rebuildSearch.run(ports, context({ onFailover: "snapshot", snapshot: { repository: "mirror", directory: "/mnt/snapshots", indices: "shop-*", marginMinutes: 30 } }));
  expect(JSON.parse(asked("PUT")[0]?.input ?? "")).toEqual({ type: "fs", settings: { location: "/mnt/snapshots", readonly: true } });
});

test("a resumed run does not restore over what it has restored", async () => {
  const { ports, asked } = hosts({});
  await rebuildSearch.run(ports, asSnapshot({ attempt: 2, noted: () => ({ ...note8, restored: true }) }));
  expect([asked("PUT"), asked("POST")]).toEqual([[], []]);
});

test("a restore that goes on without its kit is followed by the next one, and not begun again", async () => {
  const { ports, asked } = hosts({ curl: { _recovery: fresh._recovery, "/_cluster/health": fresh["/_cluster/health"] } });
  await rebuildSearch.run(ports, asSnapshot({ attempt: 2, noted: () => ({ ...note8, restored: false }) }));
  expect([asked("PUT"), asked("POST")]).toEqual([[], []]);
});

test("one that was noted and never reached the server is begun", async () => {
  const { ports, asked } = hosts({ curl: { ...fresh, _recovery: [{}, ...fresh._recovery] } });
  await rebuildSearch.run(ports, asSnapshot({ attempt: 2, noted: () => ({ ...note8, restored: false }) }));
  expect(asked("POST")).toHaveLength(1);
});

test.each<[string, Curl, string]>([
  ["a refusal", { ...fresh, "PUT /_snapshot/mirror": [{ error: { reason: "no permission" } }, 500] }, "was answered 500: no permission"],
  ["a refusal by no JSON", { ...fresh, "PUT /_snapshot/mirror": ["<html>", 502] }, "was answered 502: <html>"],
  ["no whole snapshot", { ...fresh, "GET /_snapshot/mirror/_all": [{ snapshots: [] }] }, "no whole snapshot in shop-search/snapshots"],
  ["an index that stands there", { ...fresh, "GET /_cat/indices": [[{ index: "shop-orders" }, { index: "shop-other" }]] }, "already holds what the snapshot would bring: shop-orders"],
  ["a shard that does not come", { ...fresh, _recovery: [shardsOf("hourly/8", "DONE")], "/_cluster/health": [health("red")] }, "2 shards of hourly/8 are back and 1 are not, and nothing has moved for"],
])("%s stops before anything is indexed", async (_, curl, why) => {
  const { ports, kinds } = hosts({ curl });
  await expect(rebuildSearch.run(ports, asSnapshot())).rejects.toThrow(why);
  expect(kinds()).not.toContain("begin");
});

test("a server that answers nobody is told after a while with its own words, before anything is begun", async () => {
  const { ports, kinds } = hosts({ curl: { "/": ["curl: (7) Failed to connect", "silent"] } });
  await expect(rebuildSearch.run(ports, context())).rejects.toMatchObject({ code: "SEARCH_SILENT", advice: { what: expect.stringContaining("shop-gcp-search (10.20.1.5) does not answer at port 9200: curl: (7)") as unknown } });
  expect(new Set(kinds())).toEqual(new Set(["curl"]));
});

test("a search of the company's own elsewhere is rebuilt without asking for a machine", async () => {
  const { ports, kinds } = hosts({});
  await rebuildSearch.run(ports, context({}, { outputs: { "stand-up": mirror } }));
  expect(kinds()).not.toContain("curl");
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

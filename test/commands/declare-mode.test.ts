import { beforeEach, expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import type { World } from "../../scripts/world.ts";
import { evidenceStore } from "../support/evidence-store.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { awsStack } from "../support/restore-db-world.ts";
import { realWorldClock } from "../support/still-clock.ts";
import { MemoryJournal, silentPorts, toyStep } from "../support/world.ts";

const now = Date.parse("2026-11-26T05:00:00Z");
const steps = [toyStep({ id: "stand-up" })];

let directory = "";
let store = evidenceStore(() => now);

beforeEach(async () => {
  directory = await projectDirectory();
  store = evidenceStore(() => now);
});

const answers = { database: { answers: true, because: "it takes a login" }, problems: [] as string[], databaseBytes: 1e6, lastSeconds: 38 };
/** A source that answers so when it is asked whether it could be exported. */
const source = (told: object | "dark" | "hanging" = answers): Partial<World> => ({
  outside: async (_, stop) =>
    silentPorts({
      journal: new MemoryJournal(),
      tcp: { connect: async () => (told === "dark" ? { failed: "no answer within 1.5 s" } : "connected") },
      shell: {
        run: async ({ args }) => {
          if (args.includes("output")) return { exitCode: 0, stdout: JSON.stringify(awsStack), stderr: "" };
          if (told === "hanging") return new Promise((_resolve, reject) => stop.addEventListener("abort", () => reject(new Error("stopped"))));
          return { exitCode: 0, stdout: `${JSON.stringify(told)}\n`, stderr: "" };
        },
      },
    }),
});
const graceful = [...steps, toyStep({ id: "fence-source" }), toyStep({ id: "final-export", run: async () => Promise.reject(new FailoverError("FINAL_EXPORT_FAILED", { what: "AWS went dark" })) }), toyStep({ id: "choose-backup", needs: ["final-export"] })];
const at = (told?: Parameters<typeof source>[0], more: Partial<World> = {}) =>
  kit(directory, graceful, { ledger: async () => store.objects, hostPorts: async () => ({ objects: store.objects, files: { read: async () => undefined, list: async () => [], write: async () => undefined } }) as never, clock: realWorldClock(() => new Date(now)), ...source(told), ...more });
const sheetOf = async (...args: Parameters<typeof at>) => JSON.parse((await at(...args)("declare", "--json")).out) as { mode: { mode: string; because: string[]; digests: Record<string, string> }; plan: { digest: string } };

test("the mode is proposed from what the source says, and the sheet shows what it changes and the other plan", async () => {
  const { mode, plan } = await sheetOf();
  expect(mode).toMatchObject({ mode: "graceful", proposed: "graceful", lastExportSeconds: 38 });
  expect(plan.digest).toBe(mode.digests["graceful"]);
  expect(mode.digests["graceful"]).not.toBe(mode.digests["ungraceful"]);
  const text = (await at()("declare")).out.replaceAll(/\s+/g, " ");
  expect(text).toMatch(/begins graceful: .* the last export took 38 s/);
  expect(text).toContain(`plan ${mode.digests["ungraceful"]}`);
  expect(text).toContain(`failover declare --approve ${plan.digest}`);
});

test.each<[string, Parameters<typeof source>[0], RegExp]>([
  ["the source is dark", "dark", /the exporter's host does not answer: 10\.10\.32\.9: no answer within 1\.5 s, 2 times/],
  ["its database is silent", { ...answers, database: { answers: false, because: "connection refused" } }, /the source's database does not answer: connection refused/],
  ["the exporter lacks something", { ...answers, problems: ["no room in the spool"] }, /no export could begin now: no room in the spool/],
  ["it says what nobody understands", { odd: true }, /could not tell/],
])("the mode is ungraceful when %s, with the reason in words", async (_, told, why) => {
  const { mode } = await sheetOf(told);
  expect(mode).toMatchObject({ mode: "ungraceful" });
  expect(mode.because.join("; ")).toMatch(why);
});

test("the mode of a source that never answers is told within the time that a look has", async () => {
  const quick = realWorldClock(() => new Date(now));
  const { mode } = await sheetOf("hanging", { clock: { ...quick, sleep: async (seconds, signal) => (seconds === 25 ? undefined : quick.sleep(seconds, signal)) } });
  expect(mode).toMatchObject({ mode: "ungraceful", because: expect.arrayContaining([expect.stringContaining("no answer within 25 s")]) as unknown });
});

test("the mode is that of the plan which was approved; what was seen is recorded beside it, and told where it speaks for the other", async () => {
  const { mode } = await sheetOf();
  const wrong = await at()("declare", "--approve", mode.digests["graceful"] ?? "", "--mode", "ungraceful", "--because", "x");
  expect([wrong.code, wrong.said]).toEqual([3, expect.stringContaining("PLAN_NOT_APPROVED")]);
  const declared = await at("dark")("declare", "--approve", mode.digests["graceful"] ?? "", "--because", "we move");
  expect([declared.code, declared.said]).toEqual([0, expect.stringMatching(/Graceful, as approved, although the exporter's host does not answer.*is open, graceful/s)]);
  expect(JSON.parse((await at()("status", "--json")).out)).toMatchObject({ mode: "graceful", finalExport: null });
  expect((await at()("report")).out.replaceAll(/\s+/g, " ")).toMatch(/mode graceful, by a person's choice; what was seen spoke for ungraceful/);
});

test("whoever stops the command while the source is looked at has opened no run", async () => {
  const { mode } = await sheetOf();
  const asked = new AbortController();
  const run = async () => {
    asked.abort();
    throw new FailoverError("COMMAND_STOPPED", { command: "pulumi" });
  };
  const stopped = await at(answers, { outside: async () => silentPorts({ journal: new MemoryJournal(), shell: { run } }), stop: asked.signal })("declare", "--approve", mode.digests["ungraceful"] ?? "", "--because", "AWS is down");
  expect([stopped.code, stopped.said]).toEqual([4, expect.stringContaining("COMMAND_STOPPED")]);
  expect((await at()("status")).code).not.toBe(0);
});

test("an ungraceful plan may be approved though the source answers, and then it is said what that loses", async () => {
  const { mode } = await sheetOf();
  const declared = await at()("declare", "--approve", mode.digests["ungraceful"] ?? "", "--because", "no time");
  expect([declared.code, declared.said]).toEqual([0, expect.stringMatching(/Ungraceful, as approved\. The source answers/)]);
  expect(JSON.parse((await at()("status", "--json")).out)).toMatchObject({ mode: "ungraceful" });
  const refused = await at()("resume", "--without", "final-export", "--because", "x");
  expect([refused.code, refused.said]).toEqual([3, expect.stringMatching(/NO_FINAL_EXPORT.*it makes none/s)]);
});

test("a graceful run whose last export fails names the way on without it; taken by name and reason, it stays in the report", async () => {
  const { mode } = await sheetOf();
  await at()("declare", "--approve", mode.digests["graceful"] ?? "", "--because", "we move");
  const failed = await at()("run");
  expect([failed.code, failed.said]).toEqual([1, expect.stringMatching(/FINAL_EXPORT_FAILED.*failover resume --without final-export --because/s)]);
  expect((await at()("resume", "--without", "final-export")).said).toMatch(/REASON_EMPTY/);
  const decided = await at()("resume", "--without", "final-export", "--because", "AWS went dark");
  expect(decided.said).toMatch(/goes on without its last export/);
  await at()("resume", "--without", "final-export", "--because", "again");
  expect((await at()("report")).out.match(/without:final-export, by ana@laptop: AWS went dark/g)).toHaveLength(1);
});

test("an abandoned run that closed the source names the command that opens it on a line of its own, to be copied whole", async () => {
  const { mode } = await sheetOf();
  await at()("declare", "--approve", mode.digests["graceful"] ?? "", "--because", "we move");
  await at()("run");
  const lines = (await at()("abandon", "--because", "AWS is back")).said.trimEnd().split("\n");
  const command = lines.findIndex((line) => line.startsWith("PGOPTIONS="));
  expect(lines[command]).toMatch(/^PGOPTIONS='-c default_transaction_read_only=off' psql .*RESET default_transaction_read_only'$|psql '[^']*'$/);
  expect(lines[command - 1]).toMatch(/on the exporter's host:$|host:$/);
  expect(lines.filter((line, index) => index !== command && line.length > 80)).toEqual([]);
});

test("plan shows either, each with its own digest", async () => {
  const { mode } = await sheetOf();
  const shown = async (...more: readonly string[]) => JSON.parse((await at()("plan", "--json", ...more)).out) as { mode: string; digest: string };
  expect(await shown()).toMatchObject({ mode: "ungraceful", digest: mode.digests["ungraceful"] });
  expect(await shown("--mode", "graceful")).toMatchObject({ mode: "graceful", digest: mode.digests["graceful"] });
  expect((await at()("plan", "--mode", "graceful")).out).toMatch(/This is the graceful plan; 'failover plan --mode ungraceful' is the other/);
});

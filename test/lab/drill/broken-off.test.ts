import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepWhatThereIs, writeBrokenOff } from "../../../lab/drill/broken-off.ts";
import { brokenOffReport } from "../../../lab/drill/report.ts";
import type { Stage } from "../../../lab/drill/stage.ts";

let site: string;
let directory: string;
beforeEach(async () => {
  [site, directory] = await Promise.all(["site-", "drill-"].map((name) => mkdtemp(join(tmpdir(), name)))) as [string, string];
});
afterEach(() => Promise.all([site, directory].map((path) => rm(path, { recursive: true }))));

const stage = (exitCode: number) => ({ exec: async () => ({ exitCode, stdout: '{"kind":"read"}\n', stderr: "gone" }) }) as unknown as Stage;

async function run(id: string): Promise<void> {
  await mkdir(join(site, ".failover/runs", id), { recursive: true });
  await writeFile(join(site, ".failover/runs", id, "journal.jsonl"), id);
}

test("the customer's file and the journal of the newest run are kept", async () => {
  await run("r20261125-080000-aaaa");
  await run("r20261125-090000-aaaa");
  expect(await keepWhatThereIs({ site }, directory, stage(0))).toEqual(["customer.jsonl", "journal.jsonl"]);
  expect(await readFile(join(directory, "journal.jsonl"), "utf8")).toBe("r20261125-090000-aaaa");
});

test("what cannot be had is left out, and what an earlier drill left in the site is none of this one's", async () => {
  await run("r20261125-080000-aaaa");
  expect(await keepWhatThereIs({ site }, directory, stage(1))).toEqual(["journal.jsonl"]);
  await rm(join(directory, "journal.jsonl"));
  expect(await keepWhatThereIs({ site }, directory, undefined)).toEqual([]);
  expect(await readdir(directory)).toEqual([]);
});

test("a drill that broke off has a report that says failed, and why", async () => {
  await writeBrokenOff(directory, { id: "d1", startedAt: new Date(), reason: "'failover run' ended with 1", kept: ["journal.jsonl"], leftBehind: [] });
  const report = brokenOffReport.parse(JSON.parse(await readFile(join(directory, "report.json"), "utf8")));
  expect(report).toMatchObject({ verdict: "failed", because: ["'failover run' ended with 1"], brokenOff: true, kept: ["journal.jsonl"] });
  expect(await readFile(join(directory, "report.md"), "utf8")).toContain("'failover run' ended with 1");
});

import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileJournal } from "../scripts/adapters/file-journal.ts";
import type { Event, Json } from "../scripts/core/journal.ts";
import { approvalOf } from "../scripts/core/next-moves.ts";
import { runName } from "../scripts/core/run-name.ts";
import { failover } from "../scripts/pipeline/pipelines.ts";

const kit = join(import.meta.dirname, "..");
const BEGUN_AT = Date.parse("2026-01-20T03:04:05Z");
const ENTRY_SECONDS = 4;
const DIGEST = "0a1b2c3d4e5f";

/** As large as what a step usually puts out. */
const output: Json = {
  hosts: ["app-1", "app-2", "database", "cache"].map((name, index) => ({ name, address: `10.20.0.${index + 4}`, zone: "europe-west1-b" })),
  took: { checkSeconds: 1.2, runSeconds: 17.4 },
  from: { bucket: "shop-exports", object: "shop/b20260120-030000-0123456789ab/manifest.json", generation: "1768878000000000" },
};

/** Fills an empty directory with a project whose newest run is over: every step done, each decision taken by a person. */
export async function writeFinishedRun(directory: string): Promise<void> {
  const run = runName(new Date(BEGUN_AT), "0123");
  const runDirectory = join(directory, ".failover", "runs", run);
  await mkdir(runDirectory, { recursive: true });
  await copyFile(join(kit, "failover.example.yaml"), join(directory, "failover.yaml"));

  let entries = 0;
  const journal = fileJournal(join(runDirectory, "journal.jsonl"), () => new Date(BEGUN_AT + entries++ * ENTRY_SECONDS * 1000));
  for (const event of story(run)) await journal.append(event, 1);
}

function story(run: string): readonly Event[] {
  const decided = (decision: string, what: Json): Event => ({ type: "decision", decision, who: "ana@operations", what, why: "no region of AWS answers" });
  const steps = failover.flatMap(({ id, approval }): readonly Event[] => [
    ...(approval === undefined ? [] : [decided(approvalOf(id), { step: id })]),
    { type: "step-begun", step: id, attempt: 1 },
    { type: "step-done", step: id, output },
  ]);
  const declared = decided("declare", { digest: DIGEST, preApproved: [], mode: "ungraceful" });
  return [{ type: "run-begun", run, pipeline: "failover", planDigest: DIGEST }, declared, ...steps, { type: "run-ended", outcome: "done" }];
}

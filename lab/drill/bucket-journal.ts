import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LabError } from "../lab-error.ts";
import { world } from "../site/world.ts";
import type { Stage } from "./stage.ts";

/** An entry as docs/journal.md describes it, as far as a scenario asks. */
const entry = z.object({
  seq: z.number(),
  epoch: z.number(),
  previous: z.string().nullable(),
  event: z.looseObject({ type: z.string(), step: z.string().optional(), decision: z.string().optional(), why: z.string().optional() }),
});
export type BucketEntry = z.infer<typeof entry>;

const NAME = /^([^/]+)\/([^/]+)\/entries\/(\d{8})\.json$/;
const broken = (what: string) => new LabError(`the journal in the bucket: ${what}`, "the next holder would read it", "look at journal.jsonl in the drill's folder");

type Line = { readonly seq: number; readonly line: string };

/** The newest run's journal as the bucket holds it. Every entry is there once, none is missing, the chain is whole and no epoch goes down; otherwise an error. */
export const bucketJournal = async (stage: Pick<Stage, "objects" | "objectsHolding">): Promise<readonly BucketEntry[]> => chained(await bucketLines(stage));

/** The same journal byte for byte, an entry a line. */
export async function bucketLines(stage: Pick<Stage, "objects" | "objectsHolding">): Promise<readonly Line[]> {
  const found = (await stage.objects("journal")).flatMap(({ name }) => {
    const [, service, run, seq] = NAME.exec(name) ?? [];
    return service === world.service && run !== undefined ? [{ name, run, seq: Number(seq) }] : [];
  });
  const run = found.map((one) => one.run).toSorted().at(-1);
  const entries = found.filter((one) => one.run === run);
  const lines = await stage.objectsHolding("journal", entries.map(({ name }) => name));
  return entries.map(({ seq }, index) => ({ seq, line: lines[index] ?? "" }));
}

/** The newest run's journal as the first operator's machine holds it, an entry a line. */
export function localLines({ site }: Pick<Stage, "site">): readonly Line[] {
  const runs = join(site, ".failover/runs");
  const run = readdirSync(runs).toSorted().at(-1) ?? "";
  const lines = readFileSync(join(runs, run, "journal.jsonl"), "utf8").split("\n");
  return lines.slice(0, -1).map((line, seq) => ({ seq, line }));
}

/** The entries of these lines, as a whole chain. */
export function chained(lines: readonly Line[]): readonly BucketEntry[] {
  const entries = lines.map(({ line }) => entry.parse(JSON.parse(line)));
  for (const [index, { seq, epoch, previous }] of entries.entries()) {
    const before = lines[index - 1];
    if (lines[index]?.seq !== index || seq !== index) throw broken(`at place ${index} lies entry ${seq}, named ${lines[index]?.seq ?? "nothing"}`);
    if (previous !== (before === undefined ? null : createHash("sha256").update(before.line).digest("hex"))) throw broken(`entry ${index} does not carry the hash of the one before`);
    if (epoch < (entries[index - 1]?.epoch ?? 0)) throw broken(`the epoch goes down at entry ${index}`);
  }
  return entries;
}

/** The last that is said of each step: "step-begun" of one that has not ended. */
export const lastOf = (entries: readonly BucketEntry[]): ReadonlyMap<string, string> =>
  new Map(entries.flatMap(({ event }) => (event.step === undefined ? [] : [[event.step, event.type] as const])));

/** How often each step was begun. */
export function attempts(entries: readonly BucketEntry[]): ReadonlyMap<string, number> {
  const begun = entries.flatMap(({ event }) => (event.type === "step-begun" && event.step !== undefined ? [event.step] : []));
  return new Map([...new Set(begun)].map((step) => [step, begun.filter((one) => one === step).length]));
}

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Stage } from "../drill/stage.ts";
import { world } from "../site/world.ts";
import { expectThat } from "./scenario.ts";

const event = z.looseObject({ type: z.string(), step: z.string().optional(), decision: z.string().optional(), who: z.string().optional(), why: z.string().optional() });
const entry = z.object({ seq: z.int(), at: z.string(), epoch: z.int(), previous: z.string().nullable(), event });

/** An entry of a journal as it lies in the bucket. */
export type BucketEntry = z.infer<typeof entry>;

const lease = z.object({ run: z.string(), epoch: z.int(), since: z.string(), at: z.array(z.string()), state: z.string(), holder: z.object({ who: z.string(), host: z.string(), pid: z.int() }) });
/** The lease for runs as it lies in the bucket, and when it was written last. */
export type BucketLease = z.infer<typeof lease> & { readonly generation: string; readonly updated: Date };

const LEASE = `${world.service}/active-run.json`;
const AT_A_TIME = 6;

/** The lease for runs; there is one once a run was declared. */
export async function leaseNow(stage: Stage): Promise<BucketLease> {
  const [found, text] = [(await stage.objects("leases")).find(({ name }) => name === LEASE), await stage.object("leases", LEASE)];
  expectThat(found !== undefined && text !== undefined, `there is no ${LEASE}`);
  return { ...lease.parse(JSON.parse(text)), generation: found.generation, updated: new Date(found.updated) };
}

/** The journal of the only run, from the bucket alone; ends the scenario unless it is whole: no gap, each number once, one chain, epochs that never go down. */
export async function wholeJournal(stage: Stage): Promise<readonly BucketEntry[]> {
  const names = (await stage.objects("journal")).map(({ name }) => name).filter((name) => name.includes("/entries/"));
  const lines: string[] = [];
  for (let from = 0; from < names.length; from += AT_A_TIME)
    lines.push(...(await Promise.all(names.slice(from, from + AT_A_TIME).map(async (name) => (await stage.object("journal", name)) ?? ""))));
  const runs = new Set(names.map((name) => name.split("/entries/")[0]));
  expectThat(runs.size === 1, `one run was expected in the journal's bucket, there are: ${[...runs].join(", ")}`);
  const entries = lines.map((line) => entry.parse(JSON.parse(line)));
  entries.forEach(({ seq, epoch, previous }, index) => {
    const name = names[index] ?? "";
    expectThat(seq === index && name.endsWith(`/${String(index).padStart(8, "0")}.json`), `entry ${index} of the journal is missing: ${name} calls itself ${seq}`);
    const before = index === 0 ? null : createHash("sha256").update(lines[index - 1] ?? "").digest("hex");
    expectThat(previous === before, `entry ${index} does not carry the hash of the one before it`);
    expectThat(epoch >= (entries[index - 1]?.epoch ?? 0), `entry ${index} has epoch ${epoch}, the one before it ${entries[index - 1]?.epoch}`);
  });
  const done = entries.flatMap(({ event }) => (event.type === "step-done" ? [event.step ?? ""] : []));
  expectThat(new Set(done).size === done.length, `a step was done twice: ${done.join(", ")}`);
  return entries;
}

/** The one decision `take-over` in a journal; ends the scenario unless it is there once, is the first word of its epoch, and bears this reason. */
export function theTakeOver(entries: readonly BucketEntry[], reason: string): BucketEntry {
  const found = entries.filter(({ event }) => event.decision === "take-over");
  const [taken] = found;
  expectThat(taken !== undefined && found.length === 1, `one take-over should be in the journal, there are ${found.length}`);
  expectThat(taken.event.why === reason, `the take-over was to bear its reason; it says '${taken.event.why}'`);
  expectThat(taken.epoch > (entries[taken.seq - 1]?.epoch ?? 0), `the take-over has epoch ${taken.epoch}, like the entry before it`);
  return taken;
}

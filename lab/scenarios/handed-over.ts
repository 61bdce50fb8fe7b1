import { z } from "zod";
import { bucketJournal, type BucketEntry } from "../drill/bucket-journal.ts";
import type { Stage } from "../drill/stage.ts";
import { world } from "../site/world.ts";
import { expectThat } from "./scenario.ts";

const lease = z.object({ run: z.string(), epoch: z.int(), since: z.string(), at: z.array(z.string()), state: z.string(), holder: z.object({ who: z.string(), host: z.string(), pid: z.int() }) });

/** The lease for runs as it lies in the bucket, and when it was written last. */
export type BucketLease = z.infer<typeof lease> & { readonly updated: Date };

const LEASE = `${world.service}/active-run.json`;

/** The lease for runs; there is one once a run was declared. */
export async function leaseNow(stage: Stage): Promise<BucketLease> {
  const text = await stage.object("leases", LEASE);
  const found = (await stage.objects("leases")).find(({ name }) => name === LEASE);
  expectThat(found !== undefined && text !== undefined, `there is no ${LEASE}`);
  return { ...lease.parse(JSON.parse(text)), updated: new Date(found.updated) };
}

/** How a run went from one holder to another. */
export type HandedOver = { readonly entries: readonly BucketEntry[]; readonly takeOver: BucketEntry; readonly doneBefore: readonly string[]; readonly doneAfter: readonly string[] };

/** One run, taken over once for this reason: its journal in the bucket is whole, no step was done twice, and behind the take-over nobody but its author speaks. */
export async function handedOver(stage: Stage, reason: string): Promise<HandedOver> {
  const entries = await bucketJournal(stage);
  const found = entries.filter(({ event }) => event.decision === "take-over");
  const [takeOver] = found;
  expectThat(takeOver !== undefined && found.length === 1, `one take-over should be in the journal, there are ${found.length}`);
  expectThat(takeOver.event.why === reason, `the take-over was to bear its reason; it says '${takeOver.event.why}'`);
  const [before, after] = [entries.slice(0, takeOver.seq), entries.slice(takeOver.seq)];
  expectThat(before.every(({ epoch }) => epoch < takeOver.epoch), "the take-over is not the first word of its epoch");
  expectThat(after.every(({ epoch }) => epoch === takeOver.epoch), `behind the take-over there are entries of other epochs: ${after.map(({ seq, epoch }) => `${seq} (${epoch})`).join(", ")}`);
  const [doneBefore, doneAfter] = [before, after].map((some) => some.flatMap(({ event }) => (event.type === "step-done" ? [event.step ?? ""] : [])));
  const done = [...(doneBefore ?? []), ...(doneAfter ?? [])];
  expectThat(new Set(done).size === done.length, `a step was done twice: ${done.join(", ")}`);
  return { entries, takeOver, doneBefore: doneBefore ?? [], doneAfter: doneAfter ?? [] };
}

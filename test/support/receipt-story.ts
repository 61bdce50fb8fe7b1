import fc from "fast-check";
import { checkArchive, firstSights, hasPassed, receiptsObject } from "../../scripts/core/archive-check.ts";
import { manifestName } from "../../scripts/core/backup-names.ts";
import type { Candidate } from "../../scripts/core/backup-soundness.ts";
import { keptExport } from "../../scripts/core/export-facts.ts";
import { mayBeThere } from "../../scripts/core/loss-by-point.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import type { Chain, Kept } from "../../scripts/core/receipt-chain.ts";
import { dueReceipts } from "../../scripts/core/receipts-due.ts";
import { usualMaxAges, verificationAges } from "../../scripts/core/verification-ages.ts";
import { receiptsOf } from "../../scripts/pipeline/receipts/receipts.ts";
import { planThinning, thinReceipts } from "../../scripts/pipeline/snapshots/thin-receipts.ts";
import { recordCheckpoint, recordLevel } from "../../scripts/pipeline/verify/record.ts";
import { manifestOf } from "./backups.ts";
import type { memoryStore } from "./memory-store.ts";
import { keyOf, signers } from "./receipt-chains.ts";

/** What may befall an archive, in any order. `n` picks among the backups there were. */
export type Event =
  | { readonly does: "export" }
  | { readonly does: "look"; readonly finds: boolean }
  | { readonly does: "verify"; readonly n: number; readonly level: 2 | 3; readonly passed: boolean }
  | { readonly does: "rotate" | "steal"; readonly n: number }
  | { readonly does: "checkpoint" | "thin" };

const n = fc.nat(20);
const look = fc.record({ does: fc.constant("look" as const), finds: fc.boolean() });
const anything = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({ does: "export" } as const) },
    { weight: 3, arbitrary: look },
    { weight: 2, arbitrary: fc.record({ does: fc.constant("verify" as const), n, level: fc.constantFrom(2 as const, 3 as const), passed: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constantFrom("rotate" as const, "steal" as const), n }) },
    { weight: 3, arbitrary: fc.record({ does: fc.constant("checkpoint" as const) }) },
    { weight: 3, arbitrary: fc.record({ does: fc.constant("thin" as const) }) },
  ),
  { minLength: 4, maxLength: 14 },
);

/** Two checkpoints, so that whatever comes later there is something to thin out. */
const summedUpTwice: readonly Event[] = [1, 2].flatMap((): readonly Event[] => [{ does: "export" }, { does: "look", finds: false }, { does: "checkpoint" }]);

/** Any story; half of them are sure to thin receipts out. */
export const events: fc.Arbitrary<readonly Event[]> = fc.tuple(fc.boolean(), anything).map(([isLong, story]) => (isLong ? [...summedUpTwice, ...story, { does: "thin" }] : story));

const idOf = (index: number): string => `20261123T08${String(index).padStart(2, "0")}00Z-0a1b2c`;
const shaOf = (index: number): string => sha256Of(Buffer.from(`manifest ${index}`));
const at = (index: number): string => new Date(Date.UTC(2026, 10, 23, 8, index)).toISOString();

/** A backup as the bucket shows it, each naming the one before. */
export const candidate = (index: number, change: Partial<Candidate> = {}): Candidate => ({
  id: idOf(index),
  manifestName: manifestName("shop", idOf(index)),
  manifestSha256: shaOf(index),
  createdAt: at(index),
  signed: true,
  manifest: manifestOf({ id: idOf(index), objects: [], previous: index === 0 ? null : shaOf(index - 1) }),
  ...change,
});

const pin = { read: async () => undefined, forward: async () => undefined };
const place = { bucket: "journal", service: "shop", signers };
const clock = { now: () => new Date("2026-11-23T12:00:00Z") };

/** Lets a story befall a store's receipts; which backups there were in all, and which stand at the end. */
export async function befall(store: ReturnType<typeof memoryStore>, story: readonly Event[]): Promise<{ readonly made: number; readonly there: readonly number[] }> {
  const receipts = receiptsOf({ objects: store.objects, clock, pin }, place);
  const there = new Set<number>();
  let made = 0;
  const sawOn = (index: number, findings: readonly string[]) => ({ id: idOf(index), manifestSha256: shaOf(index), storedAt: at(index), snapshotAt: at(index), bytes: 1, findings, seconds: 1 });
  for (const event of story) {
    const picked = "n" in event ? [...there][event.n % Math.max(1, there.size)] : undefined;
    switch (event.does) {
      case "export":
        there.add(made);
        made += 1;
        break;
      case "look":
        for (const index of there) {
          const findings = event.finds && index === 0 ? ["an object is missing"] : [];
          await receipts.append(keyOf("warden"), (kept) => dueReceipts(sawOn(index, findings), index === made - 1, { kept, now: 0, sayAgainSeconds: 9e9 })[0]);
        }
        break;
      case "verify":
        if (picked !== undefined) await recordLevel({ level: event.level, backups: [{ ...sawOn(picked, event.passed ? [] : ["a flipped bit"]), restoreSeconds: 5 }], findings: [] }, { receipts, key: keyOf("verifier") });
        break;
      case "rotate":
        if (picked !== undefined) await receipts.append(keyOf("pruner"), () => ({ kind: "removed", backup: idOf(picked), manifestSha256: shaOf(picked), rule: "hourly" }));
        if (picked !== undefined) there.delete(picked);
        break;
      case "steal":
        if (picked !== undefined) there.delete(picked);
        break;
      case "checkpoint":
        await recordCheckpoint({ receipts, key: keyOf("warden") }, 0);
        break;
      case "thin": {
        const chain = await receipts.read("all that is left");
        const thinning = await planThinning(store.objects, { bucket: "journal", service: "shop" }, { chain, minimumAgeDays: 0, now: clock.now() });
        await thinReceipts({ objects: store.objects, receipts, key: keyOf("pruner") }, "journal", thinning, () => undefined);
        break;
      }
      default:
        event satisfies never;
    }
  }
  return { made, there: [...there] };
}

/** Everything that anybody concludes from receipts, of these backups, of forgeries of them, and of those that are gone. */
export function judged(chain: Chain, { made, there }: { readonly made: number; readonly there: readonly number[] }): unknown {
  const { kept } = chain;
  const all = Array.from({ length: made }, (_, index) => index);
  const isGone = (index: number): boolean => kept.some(({ receipt: { about } }) => about.kind === "removed" && about.backup === idOf(index));
  const variants = all.flatMap((index) => [candidate(index), candidate(index, { manifestSha256: "f".repeat(64) }), candidate(index, { createdAt: "2026-11-24T00:00:00.000Z" }), candidate(index, { id: "20261124T000000Z-0a1b2c" })]);
  const of = (candidates: readonly Candidate[]) => checkArchive({ service: "shop", candidates, stored: new Map(), chain });
  const due = (index: number, findings: readonly string[], words: readonly Kept[]) =>
    dueReceipts({ id: idOf(index), manifestSha256: shaOf(index), storedAt: at(index), snapshotAt: at(index), bytes: 1, findings, seconds: 1 }, true, { kept: words, now: Date.parse("2026-11-23T00:00:20Z"), sayAgainSeconds: 5 });
  return {
    state: chain.state,
    count: chain.count,
    archive: of(there.map((index) => candidate(index))),
    replayed: variants.map((one) => of([...there.map((index) => candidate(index)).filter(({ id }) => id !== one.id), one])),
    sights: [...firstSights("shop", kept)].sort(),
    refusals: variants.map((one) => receiptsObject(one, kept) ?? null),
    passed: all.filter((index) => !isGone(index)).map((index) => [1, 2, 3].map((level) => hasPassed(shaOf(index), level, kept))),
    points: ([1, 2, 3] as const).map((verified) => mayBeThere({ verified }, kept)),
    ages: verificationAges(chain, Date.parse("2026-11-23T13:00:00Z"), usualMaxAges),
    due: there.filter((index) => !isGone(index)).map((index) => [due(index, [], kept), due(index, ["an object is missing"], kept)]),
    rotation: all.filter((index) => !isGone(index)).map((index) => keptExport({ id: idOf(index), manifest: { createdAt: at(index), sha256: shaOf(index) }, objects: [] }, kept)),
    going: all.map(isGone),
  };
}

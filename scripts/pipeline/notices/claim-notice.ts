import { FailoverError, isExpected } from "../../core/errors.ts";
import { claimName, mayBeSame } from "../../core/notices/shared-progress.ts";
import type { World } from "../../world.ts";
import { openLedger, type Ledger } from "../ledger.ts";
import type { Project } from "../project.ts";
import type { Saying } from "./kept-notices.ts";

/** Who claimed a notice this long ago has begun it, and the bucket says so, or never will. */
const BEGINS_SECONDS = 60;

type Reach = Pick<World, "ledger" | "operator" | "clock" | "person">;

/**
 * Of several machines that begin the same notice in one moment, before any of them has said so, lets one go on: the one whose claim the bucket takes, as it
 * takes each name once. A claim is of the notices that the bucket knew when it was looked whether there is one, `looked`: so none outlives its moment, and nobody
 * begins between look and claim unseen. What the bucket does not tell holds nobody up.
 */
export async function claimNotice(project: Project, wanted: Saying, looked: readonly string[], world: Reach): Promise<void> {
  const ledger = await openLedger(project, world);
  try {
    const known = looked.filter((id) => mayBeSame(id, wanted, world.clock.now()));
    await claimFrom(ledger, (again) => claimName(ledger.service, wanted, known, again), world.person);
  } catch (error) {
    if (!isExpected(error) || error.code === "NOTICE_BEGUN_ELSEWHERE") throw error;
    world.operator.say(`whether another machine begins the same notice just now is not known (${error.advice.what})`);
  }
}

/** Takes the first name that nobody has, unless somebody took one just now: he goes first. */
async function claimFrom({ objects, buckets }: Ledger, nameOf: (again: number) => string, by: string): Promise<void> {
  for (let again = 0; ; again += 1) {
    const name = nameOf(again);
    if ((await objects.create(buckets.journal, name, Buffer.from(by))) !== "exists") return;
    const there = await objects.look(buckets.journal, name);
    if (there !== undefined && there.ageSeconds < BEGINS_SECONDS) throw new FailoverError("NOTICE_BEGUN_ELSEWHERE", { by: new TextDecoder().decode(there.body), secondsAgo: there.ageSeconds });
  }
}

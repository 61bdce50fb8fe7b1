import { isExpected } from "../../core/errors.ts";
import type { RdsEvent } from "../../core/rds.ts";
import { EVENTS_KEPT_MINUTES } from "../../core/restore-db/deletion.ts";
import { readRestoreGiven, sourceInWords, type RestoreGiven } from "../../core/restore-db/given.ts";
import { lossOf, writesUntil } from "../../core/restore-db/loss.ts";
import { asJson, readBrokenHeld, readFence, readLooked, readRestored, readVerified } from "../../core/restore-db/outputs.ts";
import { besideInWords, besideRestored } from "../../core/restore-db/rows-told.ts";
import type { Ports } from "../../ports.ts";
import type { Context, Step } from "../step.ts";
import { heldWithKeys } from "./held-keys.ts";

const SHOWN = 20;

/** Says what was lost, as far as anybody can know: bounded by time; and table by table, beside what the broken one still held and beside the newest export. */
export const tellLoss: Step = {
  id: "tell-loss",
  title: "Say what was lost",
  needs: ["prove-writes"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, context) => {
    const { operator, clock } = ports;
    const given = readRestoreGiven(context.given);
    const { instance, source } = given;
    const { broken } = readLooked(context.output("look-at-database"));
    const fence = readFence(context.output("fence-database"));
    const { identifier } = readRestored(context.output("restore-instance"));
    const { comparedWith, rowsDiffering } = readVerified(context.output("verify-database"));
    const restorable = await momentsOf(ports, given, broken.latestRestorableTime);
    const until = writesUntil(fence, await eventsSince(ports, instance, fence), clock.now());
    const loss = lossOf({ source, ...restorable, writesUntil: until });
    const bound = loss.lossSecondsAtMost === null ? "not known" : `at most ${loss.lossSecondsAtMost} s of writes, those after ${loss.recoveredUntil ?? ""}`;
    const old = fence.gone === true ? `The old ${broken.identifier} is deleted, at the latest at ${until}: there is no way back to it.` : `The broken ${broken.identifier} is kept${fence.fenced ? ", fenced" : ", NOT FENCED"}.`;
    operator.say(`${identifier} serves, restored from ${sourceInWords(source)}. Lost: ${bound}. ${old}`);
    const brokenRows = await sayBroken(ports, context);
    operator.say(comparedWith === null ? "Beside the newest export: could not be told, there is no sound one." : `Beside the export ${comparedWith}: ${rowsDiffering.length === 0 ? "as many rows in every table" : `${rowsDiffering.length} tables have other numbers of rows, which the time between explains or does not`}.`);
    sayLines(operator, rowsDiffering);
    operator.say(`When it has proved itself: 'failover restore-db --adopt ${context.run}'.${fence.gone === true ? "" : ` To go back while the old one lives: 'failover restore-db --revert ${context.run}'.`}`);
    return asJson({ ...loss, fenced: fence.fenced, comparedWith, rowsDiffering, brokenRows });
  },
};

/** The restored beside the broken one, as that held it before its fence. */
async function sayBroken(ports: Ports, context: Context): Promise<object> {
  const { operator } = ports;
  const broken = readBrokenHeld(context.output("count-broken"));
  const { base } = readVerified(context.output("verify-database"));
  if (!broken.asked || base === undefined) {
    const because = broken.asked ? "the restored one was not counted" : broken.because;
    operator.say(`Beside the broken database: could not be told, ${because}.`);
    return { told: false, because };
  }
  const { differing, same, notTold } = besideRestored(base, "held" in broken ? broken.held : await heldWithKeys(ports, context, broken));
  const unknown = notTold.length === 0 ? "" : `, of ${notTold.length} it could not be told`;
  operator.say(`Beside the broken database, asked at ${broken.at}, before its fence: ${same} tables as there, ${differing.length - notTold.length} otherwise${unknown}. Changed rows are in no count.`);
  sayLines(operator, differing.map((one) => besideInWords(one, "the broken one")));
  return { told: true, at: broken.at, same, differing, notTold };
}

function sayLines(operator: Ports["operator"], lines: readonly string[]): void {
  for (const line of lines.slice(0, SHOWN)) operator.say(`  ${line}`);
  if (lines.length > SHOWN) operator.say(`  and ${lines.length - SHOWN} more: 'failover report --json'`);
}

/** The moments that AWS tells of what was restored. */
async function momentsOf({ rds }: Ports, { instance, source, deleted }: RestoreGiven, latest: string | undefined): Promise<{ readonly latestRestorableTime: string | undefined; readonly snapshotAt: string | undefined }> {
  if (deleted === undefined) return { latestRestorableTime: latest, snapshotAt: "snapshot" in source ? (await rds.snapshots(instance)).find(({ id }) => id === source.snapshot)?.createdAt : undefined };
  const { backups, snapshots } = await rds.kept(instance);
  if ("snapshot" in source) return { latestRestorableTime: undefined, snapshotAt: snapshots.find(({ id }) => id === source.snapshot)?.createdAt };
  return { latestRestorableTime: backups.find(({ resourceId }) => resourceId === source.resourceId)?.latest, snapshotAt: undefined };
}

/** What AWS says of the broken one since its fence, or of one that is deleted at all; silence is no event. */
async function eventsSince({ rds, clock }: Ports, instance: string, { at, gone }: { readonly at: string; readonly gone?: true | undefined }): Promise<readonly RdsEvent[]> {
  const minutes = Math.min(EVENTS_KEPT_MINUTES, Math.max(1, Math.ceil((clock.now().getTime() - Date.parse(at)) / 60_000) + 1));
  return rds.events(instance, gone === true ? EVENTS_KEPT_MINUTES : minutes).catch((error: unknown) => {
    if (!isExpected(error)) throw error;
    return [];
  });
}

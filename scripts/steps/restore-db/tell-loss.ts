import { isExpected } from "../../core/errors.ts";
import type { RdsEvent } from "../../core/rds.ts";
import { readRestoreGiven, sourceInWords } from "../../core/restore-db/given.ts";
import { lossOf, writesUntil } from "../../core/restore-db/loss.ts";
import { asJson, readBrokenHeld, readFence, readLooked, readRestored, readVerified } from "../../core/restore-db/outputs.ts";
import { besideInWords, besideRestored } from "../../core/restore-db/rows-told.ts";
import type { Ports } from "../../ports.ts";
import type { Context, Step } from "../step.ts";

const SHOWN = 20;
/** AWS tells of two weeks. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html */
const EVENTS_KEPT_MINUTES = 14 * 24 * 60;

/** Says what was lost, as far as anybody can know: bounded by time; and table by table, beside what the broken one still held and beside the newest export. */
export const tellLoss: Step = {
  id: "tell-loss",
  title: "Say what was lost",
  needs: ["prove-writes"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, context) => {
    const { rds, operator, clock } = ports;
    const { instance, source } = readRestoreGiven(context.given);
    const { broken } = readLooked(context.output("look-at-database"));
    const fence = readFence(context.output("fence-database"));
    const { identifier } = readRestored(context.output("restore-instance"));
    const { comparedWith, rowsDiffering } = readVerified(context.output("verify-database"));
    const snapshotAt = "snapshot" in source ? (await rds.snapshots(instance)).find(({ id }) => id === source.snapshot)?.createdAt : undefined;
    const until = writesUntil(fence, await eventsSince(ports, instance, fence.at), clock.now());
    const loss = lossOf({ source, latestRestorableTime: broken.latestRestorableTime, snapshotAt, writesUntil: until });
    const bound = loss.lossSecondsAtMost === null ? "not known" : `at most ${loss.lossSecondsAtMost} s of writes, those after ${loss.recoveredUntil ?? ""}`;
    operator.say(`${identifier} serves, restored from ${sourceInWords(source)}. Lost: ${bound}. The broken ${broken.identifier} is kept${fence.fenced ? ", fenced" : ", NOT FENCED"}.`);
    const brokenRows = sayBroken(ports, context);
    operator.say(comparedWith === null ? "Beside the newest export: could not be told, there is no sound one." : `Beside the export ${comparedWith}: ${rowsDiffering.length === 0 ? "as many rows in every table" : `${rowsDiffering.length} tables have other numbers of rows, which the time between explains or does not`}.`);
    sayLines(operator, rowsDiffering);
    operator.say(`When it has proved itself: 'failover restore-db --adopt ${context.run}'. To go back while the old one lives: 'failover restore-db --revert ${context.run}'.`);
    return asJson({ ...loss, fenced: fence.fenced, comparedWith, rowsDiffering, brokenRows });
  },
};

/** The restored beside the broken one, as that held it before its fence. */
function sayBroken({ operator }: Ports, context: Context): object {
  const broken = readBrokenHeld(context.output("count-broken"));
  const { base } = readVerified(context.output("verify-database"));
  if (!broken.asked || base === undefined) {
    const because = broken.asked ? "the restored one was not counted" : broken.because;
    operator.say(`Beside the broken database: could not be told, ${because}.`);
    return { told: false, because };
  }
  const { differing, same, notTold } = besideRestored(base, broken.held);
  const unknown = notTold.length === 0 ? "" : `, of ${notTold.length} it could not be told`;
  operator.say(`Beside the broken database, asked at ${broken.at}, before its fence: ${same} tables as there, ${differing.length - notTold.length} otherwise${unknown}. Changed rows are in no count.`);
  sayLines(operator, differing.map((one) => besideInWords(one, "the broken one")));
  return { told: true, at: broken.at, same, differing, notTold };
}

function sayLines(operator: Ports["operator"], lines: readonly string[]): void {
  for (const line of lines.slice(0, SHOWN)) operator.say(`  ${line}`);
  if (lines.length > SHOWN) operator.say(`  and ${lines.length - SHOWN} more: 'failover report --json'`);
}

/** What AWS says of the broken one since its fence; silence is no event. */
async function eventsSince({ rds, clock }: Ports, instance: string, since: string): Promise<readonly RdsEvent[]> {
  const minutes = Math.min(EVENTS_KEPT_MINUTES, Math.max(1, Math.ceil((clock.now().getTime() - Date.parse(since)) / 60_000) + 1));
  return rds.events(instance, minutes).catch((error: unknown) => {
    if (!isExpected(error)) throw error;
    return [];
  });
}

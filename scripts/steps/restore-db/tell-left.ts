import { isExpected } from "../../core/errors.ts";
import { answers } from "../../core/restore-db/orders.ts";
import { asJson, type Restored } from "../../core/restore-db/outputs.ts";
import { besideInWords, besideRestored, type Base } from "../../core/restore-db/rows-told.ts";
import type { Ports } from "../../ports.ts";
import type { Context, Step } from "../step.ts";
import { databaseOrder, databaseOrderLater, orderDatabase } from "./in-vpc.ts";
import { readRevertGiven } from "./revert.ts";

const COUNT_SECONDS = 10 * 60;
const MARGIN_SECONDS = 15;
const NEWEST = 1000;

/** Says what was written to the restored database while it served: that is in it alone, nothing carries it back, and it is kept. */
export const tellLeft: Step = {
  id: "tell-left",
  title: "Say what the restored database has alone",
  needs: ["prove-back"],
  onInterrupted: "rerun",
  preview: (context) => [databaseOrderLater(context)],
  check: async () => undefined,
  run: async (ports, context) => {
    const { restored, base, exporter, run, instance } = readRevertGiven(context.given);
    const { operator } = ports;
    operator.say(`${instance} serves again.`);
    if (restored === undefined) {
      operator.say(`Run ${run} had restored nothing: nothing is left anywhere.`);
      return { restored: null };
    }
    const status = (await ports.rds.instance(restored.identifier))?.status ?? "not known to AWS any more";
    operator.say(`What was written meanwhile is in ${restored.identifier} alone (${status}, at ${restored.address}:${restored.port}), an entry of the restore stack. It is kept, and nothing of it was copied back.`);
    return asJson({ restored: { ...restored, status }, ...(await written(ports, context, { restored, base, exporter })) });
  },
};

type Known = { readonly restored: Restored; readonly base: Base | undefined; readonly exporter: string };

async function written(ports: Ports, context: Context, { restored, base, exporter }: Known): Promise<{ readonly told: boolean; readonly [more: string]: unknown }> {
  const notTold = (because: string): { readonly told: false; readonly because: string } => {
    ports.operator.say(`How many rows that is could not be told: ${because}.`);
    return { told: false, because };
  };
  if (base === undefined) return notTold("it was not counted before it served");
  const order = { what: "holdings", seconds: COUNT_SECONDS, counts: true, newest: NEWEST } as const;
  const target = { exporter, host: restored.address, port: restored.port };
  try {
    const now = await orderDatabase(ports, databaseOrder(context, target, "exporter", order, COUNT_SECONDS + MARGIN_SECONDS), answers.holdings);
    const beside = besideRestored(base, now);
    ports.operator.say(beside.differing.length === 0 ? `No table has other rows than when it was restored (${beside.same} counted). Changed rows are in no count.` : `Tables with other rows than when it was restored: ${beside.differing.length}; as they were: ${beside.same}. Changed rows are in no count.`);
    for (const one of beside.differing) ports.operator.say(`  ${besideInWords(one, "now")}`);
    return { told: true, ...beside };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return notTold(error.advice.what);
  }
}

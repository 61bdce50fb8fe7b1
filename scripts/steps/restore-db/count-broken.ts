import { isExpected } from "../../core/errors.ts";
import { mayAnswer } from "../../core/restore-db/may-answer.ts";
import { answers } from "../../core/restore-db/orders.ts";
import { asJson, readLooked } from "../../core/restore-db/outputs.ts";
import type { Step } from "../step.ts";
import { keepKeys } from "./held-keys.ts";
import { databaseOrder, databaseOrderLater, orderDatabase } from "./in-vpc.ts";

const POSTGRES_PORT = 5432;
/** No longer: the fence and all that comes after it waits for this. */
const ASK_SECONDS = 20;
const MARGIN_SECONDS = 15;
const NEWEST = 1000;

/** Asks the broken database what it holds, as long as it can be reached: behind the fence nobody can. It stops nothing, and nothing unasked counts as none. */
export const countBroken: Step = {
  id: "count-broken",
  title: "Ask the broken database what it holds, while it can be reached",
  needs: ["look-at-database"],
  onInterrupted: "rerun",
  preview: (context) => [databaseOrderLater(context)],
  check: async () => undefined,
  run: async (ports, context) => {
    const { broken, exporter, gone } = readLooked(context.output("look-at-database"));
    const notAsked = (because: string) => {
      ports.operator.say(`what the broken database holds could not be told: ${because}`);
      return { asked: false, because };
    };
    if (gone === true) return notAsked("it is deleted");
    if (broken.address === undefined) return notAsked("it has no address");
    if (!mayAnswer(broken.status)) return notAsked(`AWS calls it ${broken.status}`);
    const at = ports.clock.now().toISOString();
    const target = { exporter: exporter.address, host: broken.address, port: broken.port ?? POSTGRES_PORT };
    const order = { what: "holdings", seconds: ASK_SECONDS, counts: true, newest: NEWEST } as const;
    try {
      const held = await orderDatabase(ports, databaseOrder(context, target, "exporter", order, ASK_SECONDS + MARGIN_SECONDS), answers.holdings);
      return asJson({ asked: true, at, ...(await keepKeys(ports, context, held)) });
    } catch (error) {
      if (!isExpected(error)) throw error;
      return notAsked(error.advice.what);
    }
  },
};

import { FailoverError } from "../../scripts/core/errors.ts";
import type { ObjectStore } from "../../scripts/ports.ts";
import { memoryStore } from "../support/memory-store.ts";
import type { ModelProcess } from "./model-process.ts";
import type { VirtualTime } from "./virtual-time.ts";

const CLIENT_PATIENCE_SECONDS = 5;

/** How often, from 0 to 1, a request or its answer comes to grief. */
export type Faults = { readonly lostRequest: number; readonly lostAnswer: number; readonly twice: number; readonly late: number };

/** One store for everybody; whoever asks it through `as` meets a network that delays, loses and repeats. */
export function unreliableStore(time: VirtualTime, random: () => number, faults: Faults) {
  const { objects } = memoryStore(() => time.now);
  let isSound = false;

  const silent = () => new FailoverError("STORE_SILENT", { endpoint: "the store", tried: 1, reason: `no answer within ${CLIENT_PATIENCE_SECONDS} s` });
  const delay = () => 0.02 + random() * 0.5;

  /** One request: it arrives or not, once or twice, soon or late; and its answer comes back or not. */
  const ask = <T>(process: ModelProcess, request: () => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const chance = isSound ? 1 : random();
      const cutOff = process.isCutOff();
      const isLate = chance < faults.late;
      const arrives = !cutOff && (isLate || chance >= faults.late + faults.lostRequest);
      const isTwice = chance >= faults.late + faults.lostRequest && chance < faults.late + faults.lostRequest + faults.twice;
      const answers = arrives && !isLate && !(!isTwice && !isSound && random() < faults.lostAnswer);
      let isSettled = false;
      const settle = (how: () => void) => process.deliver(() => {
        if (!isSettled) how();
        isSettled = true;
      });
      const giveUp = () => settle(() => reject(silent()));
      time.in(CLIENT_PATIENCE_SECONDS, giveUp);
      if (!arrives) return;
      const perform = (then: (answer: Promise<T>) => void) => then(request());
      const answer = (given: Promise<T>) => {
        void given.then((value) => answers && time.in(delay(), () => !process.isCutOff() && settle(() => resolve(value))), (error: unknown) => time.in(delay(), () => settle(() => reject(error instanceof Error ? error : new Error(String(error))))));
      };
      const arrival = isLate ? CLIENT_PATIENCE_SECONDS + random() * 20 : delay();
      // Heard twice: only the second hearing is answered.
      time.in(arrival, () => perform(isTwice ? () => undefined : answer));
      if (isTwice) time.in(arrival + delay(), () => perform(answer));
    });

  return {
    objects,
    heal: () => {
      isSound = true;
    },
    as: (process: ModelProcess): ObjectStore => ({
      list: (...a) => ask(process, () => objects.list(...a)),
      folders: (...a) => ask(process, () => objects.folders(...a)),
      read: (...a) => ask(process, () => objects.read(...a)),
      create: (...a) => ask(process, () => objects.create(...a)),
      look: (...a) => ask(process, () => objects.look(...a)),
      replace: (...a) => ask(process, () => objects.replace(...a)),
      remove: (...a) => ask(process, () => objects.remove(...a)),
      createFromFile: (...a) => objects.createFromFile(...a),
      readToFile: (...a) => objects.readToFile(...a),
      ensureBucket: (...a) => objects.ensureBucket(...a),
    }),
  };
}

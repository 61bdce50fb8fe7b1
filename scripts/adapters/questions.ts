import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import type { Readable } from "node:stream";
import type { Questions } from "../world.ts";

type Terminal = { readonly input: Readable; readonly write: (text: string) => unknown; readonly stop: AbortSignal };

/** Asks the person at a terminal. Lines come as the terminal sends them, so that its own keys go on working; the end of input stops whoever asks. */
export function questions({ input, write, stop }: Terminal): Questions {
  const lines = createInterface({ input, terminal: false });
  const ended = once(lines, "close");
  const waiting: string[] = [];
  let wake: (() => void) | undefined;
  lines.on("line", (line) => {
    waiting.push(line);
    wake?.();
  });
  const arrived = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      if (waiting.length > 0) resolve();
    });
  const stopped = once(stop, "abort");
  return {
    show: (text) => void write(`${text}\n`),
    ask: async (question) => {
      write(question);
      if (!stop.aborted) await Promise.race([arrived(), ended, stopped]);
      return waiting.shift();
    },
    close: () => lines.close(),
  };
}

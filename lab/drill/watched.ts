import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecResult } from "../daemon/lab.ts";
import type { Started } from "../desk/run.ts";
import { waitFor } from "./act.ts";
import type { Stage } from "./stage.ts";
import { unwrapped } from "./unwrapped.ts";

const LIMIT_SECONDS = 400;

/** A command of the kit that is at work while a scenario does things to it; what it says is shown, and remembered. */
export type Watched = {
  readonly kit: Started;
  readonly said: () => string;
  /** Waits until something holds; fails at once when the kit ends before it does. */
  readonly until: <T>(what: string, withinSeconds: number, look: () => Promise<T | undefined> | T | undefined) => Promise<T>;
  /** Waits until the kit has said something like this, on however many lines. */
  readonly untilSaid: (what: RegExp, withinSeconds: number) => Promise<void>;
  readonly ended: Promise<ExecResult>;
};

/** Types a command of the kit at an operator's desk and watches it; `whose` stands before each line that is shown. */
export function watched(stage: Pick<Stage, "start" | "say">, argv: readonly string[], whose = ""): Watched {
  const lines: string[] = [];
  const kit = stage.start(argv, {
    timeoutSeconds: LIMIT_SECONDS,
    onLine: (line) => {
      lines.push(line);
      stage.say(`        ${whose}${line}`);
    },
  });
  let end: ExecResult | undefined;
  const ended = kit.ended.then((result) => (end = result));
  const said = () => lines.join("\n");
  const until: Watched["until"] = (what, withinSeconds, look) =>
    waitFor(what, { withinSeconds, everySeconds: 0.1, next: `read what '${argv.join(" ")}' said above` }, async () => {
      const found = await look();
      if (found === undefined && end !== undefined) throw new Error(`${what}: '${argv.join(" ")}' ended with ${end.exitCode} before that`);
      return found;
    });
  return { kit, said, until, untilSaid: async (what, withinSeconds) => void (await until(`the kit's words ${String(what)}`, withinSeconds, () => (what.test(unwrapped(said())) ? true : undefined))), ended };
}

/** What a step of the newest run has logged on the operator's machine so far: each command and every line it said. */
export function stepLog({ site }: Pick<Stage, "site">, step: string): string {
  const runs = join(site, ".failover/runs");
  const run = existsSync(runs) ? readdirSync(runs).toSorted().at(-1) : undefined;
  const file = join(runs, run ?? "", "logs", `${step}.log`);
  return run !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "";
}

import { execa } from "execa";
import { join } from "node:path";
import { LAB_VARIABLE } from "../place.ts";
import { toItsEnd, type Ended, type Scenario } from "./scenario.ts";

/** What one is shown of scenarios that run beside each other: progress at once, and of each its whole story when it ends. */
type Shown = { readonly say: (line: string) => void; readonly everySeconds?: number };
/** One scenario in a lab of its own; what it says goes line by line to `onLine`, and it throws where the scenario failed. */
export type RunInLab = (scenario: Scenario, lab: string, onLine: (line: string) => void) => Promise<void>;

/** The labs they run in: the clone's usual one, and another. */
const labs = ["", "beside"] as const;
const SHOWN_EVERY_SECONDS = 20;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs them two at a time, the next as soon as a lab is free, and calls `ended` with each as it ends. What one says is printed when it has ended, so that no two stories mix. */
export async function sideBySide(scenarios: readonly Scenario[], { say, everySeconds = SHOWN_EVERY_SECONDS }: Shown, ended: (one: Ended) => void, runInLab: RunInLab = inProcessOfItsOwn): Promise<void> {
  const waiting = [...scenarios];
  const lastWords = new Map<string, string>();
  const progress = setInterval(() => {
    for (const [id, line] of lastWords) say(`${id}: ${line.trim()}`);
  }, everySeconds * 1000);
  const oneAfterAnother = async (lab: string): Promise<void> => {
    for (;;) {
      const scenario = waiting.shift();
      if (scenario === undefined) return;
      const { id, story } = scenario;
      const said: string[] = [];
      lastWords.set(id, "begins");
      say(`${id} begins${lab === "" ? "" : `, in the lab '${lab}'`}`);
      const one = await toItsEnd(scenario, () => runInLab(scenario, lab, (line) => {
        said.push(line);
        if (line.trim() !== "") lastWords.set(id, line);
      }));
      lastWords.delete(id);
      for (const line of [`\n${id}: ${story}`, ...said]) say(line);
      ended(one);
    }
  };
  try {
    await Promise.all(labs.map(oneAfterAnother));
  } finally {
    clearInterval(progress);
  }
}

const FAILED = 1;

/** A process for each, since a process is about one lab. Whoever interrupts this one interrupts it, and it takes its lab down before it ends. */
async function inProcessOfItsOwn({ id }: Scenario, lab: string, onLine: (line: string) => void): Promise<void> {
  const running = execa(process.execPath, ["--import", "tsx", join(import.meta.dirname, "run-one.ts"), id], { env: { [LAB_VARIABLE]: lab }, all: true, reject: false, stdin: "ignore" });
  const passOn = (signal: NodeJS.Signals) => void running.kill(signal);
  for (const signal of signals) process.on(signal, passOn);
  const lines: string[] = [];
  try {
    for await (const line of running.iterable({ from: "all" })) {
      lines.push(line);
      onLine(line);
    }
    const { exitCode, signal } = await running;
    if (exitCode === 0) return;
    throw new Error(exitCode === FAILED ? (lines.at(-1) ?? "without a word") : `its process ended with ${exitCode ?? signal ?? "nothing"}`);
  } finally {
    for (const signal of signals) process.removeListener(signal, passOn);
  }
}

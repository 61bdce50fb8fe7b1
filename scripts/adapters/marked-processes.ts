import { setTimeout as wait } from "node:timers/promises";
import { FailoverError } from "../core/errors.ts";
import { holderPatience, belonging, nameOf, signalAt, type Patience, type ProcessRow } from "../core/marked.ts";
import { ofRun, type Mark } from "../core/mark.ts";
import { livingProcesses, signal } from "./process-table.ts";

const LOOK_EVERY_SECONDS = 0.1;
/** A process killed for good may still have to come back from the disk. */
const GIVE_UP_AFTER_KILL_SECONDS = 5;

export type Found = { readonly pid: number; readonly program: string };
export type EndedProcesses = { readonly ended: readonly Found[]; readonly left: readonly Found[] };

/** Ends every process with the mark: as Ctrl-C would, then less politely. Resolves when none is left, or tells which are. */
export async function endMarked(mark: Mark, patience: Patience): Promise<EndedProcesses> {
  const known = new Map<string, ProcessRow>();
  const told = new Map<string, NodeJS.Signals>();
  const began = performance.now();
  for (let emptyLooks = 0; ; ) {
    const elapsed = (performance.now() - began) / 1000;
    const here = belonging(livingProcesses() ?? [], mark, [...known.values()]);
    emptyLooks = here.length === 0 ? emptyLooks + 1 : 0;
    // One that was just being started bears its mark a moment later, so one look is not enough.
    if (emptyLooks === 2) return { ended: [...known.values()].map(found), left: [] };
    if (here.length > 0 && elapsed > patience.killAfterSeconds + GIVE_UP_AFTER_KILL_SECONDS) return { ended: without(known, here), left: here.map(found) };
    for (const row of here) {
      const turn = signalAt(elapsed, patience);
      known.set(nameOf(row), row);
      // Each polite signal once: to be interrupted a second time means to many programs that they must not tidy up.
      if (told.get(nameOf(row)) === turn && turn !== "SIGKILL") continue;
      told.set(nameOf(row), turn);
      signal(row, turn);
      // One that is halted hears nothing until it goes on.
      signal(row, "SIGCONT");
    }
    await wait(LOOK_EVERY_SECONDS * 1000);
  }
}

/**
 * Ends what a killed kit left behind of this run on this machine, and tells what that was. For the holder of the run's lock only:
 * it would end a living kit's commands as well.
 */
export async function endOrphans(run: string): Promise<readonly Found[]> {
  const { ended, left } = await endMarked(ofRun(run), holderPatience);
  if (left.length === 0) return ended;
  throw new FailoverError("ORPHANS_REMAIN", { run, processes: left.map(({ pid, program }) => `${program} (${pid})`) });
}

const found = ({ pid, program }: ProcessRow): Found => ({ pid, program });

const without = (known: ReadonlyMap<string, ProcessRow>, here: readonly ProcessRow[]): readonly Found[] => {
  const still = new Set(here.map(nameOf));
  return [...known].filter(([name]) => !still.has(name)).map(([, row]) => found(row));
};

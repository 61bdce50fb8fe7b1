import { labDown } from "./down.ts";
import { takeDownOnInterrupt } from "./interrupt.ts";
import { LabError } from "./lab-error.ts";
import { here } from "./place.ts";
import type { Wanted } from "./setup/tooling.ts";
import { labUp, whileOwning, type RunningLab } from "./up.ts";

/** Brings a fresh lab up, works in it, and takes it down whatever happens, Ctrl-C included; what cannot be removed is an error. */
export async function inFreshLab(say: (line: string) => void, work: (lab: RunningLab) => Promise<void>, wanted: Wanted = {}): Promise<void> {
  await whileOwning(here(), async () => {
    let down: Promise<readonly string[]> | undefined;
    const takeDown = () => (down ??= labDown());
    const interruption = takeDownOnInterrupt(takeDown, say);
    try {
      await work(await labUp({ say, fresh: true, wanted }));
    } finally {
      await interruption.letEnd();
      interruption.stopListening();
      const left = await takeDown();
      if (left.length > 0) throw new LabError("the lab could not be taken down", `left behind: ${left.join("; ")}`, "end or remove these by hand");
    }
  });
}

import { expectedBytes, exportProgressText, type EarlierExport } from "../../core/export-progress.ts";
import type { HostPorts } from "../../host-ports.ts";
import type { RunView } from "../../world.ts";
import type { ExportPlan } from "./plan.ts";
import type { Sealer } from "./seal-files.ts";

/** Who watches an export, and what the last one came to. */
export type Watch = { readonly view?: Pick<RunView, "began" | "ended">; readonly earlier?: EarlierExport | undefined };

const STEP = "export";
const TICK_SECONDS = 1;

type Watched = { readonly watch: Watch; readonly seal: Sealer; readonly directories: readonly string[]; readonly databaseBytes: number };

/** Does the work and says every second how far it has come. */
export async function watched<T>({ disk, clock, operator }: HostPorts, plan: ExportPlan, { watch, seal, directories, databaseBytes }: Watched, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const begun = clock.elapsed();
  const tell = async (): Promise<void> => {
    const lying = await Promise.all(directories.map((directory) => disk.bytesIn(directory)));
    const { sealed, sent } = seal.done();
    const dumped = lying.reduce((sum, bytes) => sum + bytes, 0) + sealed;
    operator.progress(STEP, exportProgressText({ dumped, sent, expected: expectedBytes(databaseBytes, watch.earlier), seconds: clock.elapsed() - begun }));
  };
  const tellOn = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(TICK_SECONDS, over.signal);
      if (over.signal.aborted) return;
      await tell();
    }
  };
  watch.view?.began(STEP, `export ${plan.id}`, 1);
  // It ends with the work, or when the kit is asked to stop; nothing that befalls it befalls the export.
  const telling = tellOn().catch(() => undefined);
  let how: "done" | "failed" = "failed";
  try {
    const result = await work();
    how = "done";
    return result;
  } finally {
    over.abort();
    await telling;
    watch.view?.ended(STEP, how);
  }
}

import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { labClient } from "./client.ts";
import type { Status } from "./daemon/status.ts";
import { LabError } from "./lab-error.ts";
import { startLogged } from "./logged-process.ts";
import { namespaceFile, namespaces } from "./network/plan.ts";
import { cleanEnvironment } from "./operator-environment.ts";
import type { Place } from "./place.ts";

const READY_SECONDS = 120;
const PAUSE_MS = 100;

/** Starts the daemon in the router's namespace, passes on what it says, and returns once the whole lab is ready. */
export async function startDaemon(place: Place, say: (line: string) => void): Promise<void> {
  const log = join(place.logs, "daemon.log");
  const inRouter = `--net=${namespaceFile(namespaces(place.id).router)}`;
  const program = ["--import", import.meta.resolve("tsx"), join(import.meta.dirname, "daemon/main.ts"), place.clone, place.lab];
  const { pid, hasEnded } = startLogged(["nsenter", inRouter, process.execPath, ...program], { log, env: cleanEnvironment(place.operator, process.env) });
  if (pid === undefined) throw new LabError("the lab's daemon could not be started", "nsenter did not run", "is the util-linux package installed?");

  let told = 0;
  const deadline = performance.now() + READY_SECONDS * 1000;
  while (performance.now() < deadline && !hasEnded()) {
    const status = await statusOf(place);
    if (status !== undefined) {
      for (const line of status.progress.slice(told)) say(line);
      told = status.progress.length;
      if (status.phase.at === "ready") return;
      if (status.phase.at === "failed") throw new LabError("the lab did not come up", status.phase.problem, `read ${log}, then 'npm run lab -- up' again: it clears up first`);
    }
    await wait(PAUSE_MS);
  }
  throw new LabError("the lab did not come up", hasEnded() ? "its daemon ended" : `it was not ready after ${READY_SECONDS} s`, `read ${log}`);
}

/** What the lab says of itself; undefined when nobody answers. */
export const statusOf = (place: Place): Promise<Status | undefined> => labClient(place.socket).status().catch(() => undefined);

import { FailoverError } from "../core/errors.ts";
import { restoreStatusSchema, type RestoreStatus } from "../core/restore-job.ts";
import type { Ports } from "../ports.ts";
import { onDatabaseHost } from "./database-host.ts";
import { readDatabaseMachine } from "../core/stack-outputs.ts";
import type { Context } from "./step.ts";

const RECONNECT_SECONDS = 2;
const OUT_OF_SIGHT_SECONDS = 5 * 60;

function readStatus(line: string): RestoreStatus | undefined {
  try {
    return restoreStatusSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // sudo and ssh put in a word of their own
  }
}

const ended = (status: RestoreStatus | undefined): status is RestoreStatus => status !== undefined && status.state !== "running";

/** Follows a restore's unit to its end. A lost connection loses sight of it only; it is found again, or given up as lost after five minutes. */
export async function followRestore(ports: Ports, context: Context, { unit, limitSeconds }: { unit: string; limitSeconds: number }): Promise<void> {
  const host = readDatabaseMachine(context.output("stand-up")).address;
  const seconds = (): number => ports.clock.now().getTime() / 1000;
  const begun = seconds();
  let seenAt = begun;
  let last: RestoreStatus | undefined;
  while (!ended(last)) {
    const command = onDatabaseHost(context, ["agent-restore-follow", "--run", context.run, "--unit", unit], { timeoutSeconds: limitSeconds + 60 - Math.floor(seconds() - begun) });
    await ports.shell.run(command, (line) => {
      const status = readStatus(line);
      if (status === undefined) return;
      last = status;
      seenAt = seconds();
      ports.operator.progress("restore-data", `${status.phase} (${status.seconds.toFixed(0)} s)`);
    });
    if (ended(last)) break;
    const unseen = Math.round(seconds() - seenAt);
    if (unseen > OUT_OF_SIGHT_SECONDS) throw new FailoverError("RESTORE_LOST", { unit, host, seconds: unseen });
    ports.operator.progress("restore-data", `lost sight of ${unit}; connecting again`);
    await ports.clock.sleep(RECONNECT_SECONDS);
  }
  if (last.failure !== null) throw new FailoverError("RESTORE_FAILED", { unit, phase: last.phase, what: last.failure.what });
}

import { liveUnits } from "../../core/commands/systemd.ts";
import { hostPaths, restoreStatusSchema, unitPattern, type RestoreStatus } from "../../core/restore-job.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";

const LOOK_SECONDS = 0.05;
/** How many looks at the restore's own word go to one at its unit, which costs a program. */
const LOOKS = 20;

/** The unit of any attempt of this run that has not ended. */
export async function liveUnit({ shell }: Pick<HostPorts, "shell">, run: string): Promise<string | undefined> {
  const { stdout } = await succeed(shell, liveUnits(unitPattern(run)));
  return stdout.split("\n")[0]?.trim().split(/\s+/)[0]?.replace(/\.service$/, "") || undefined;
}

async function readStatus({ files }: Pick<HostPorts, "files">, run: string, unit: string): Promise<RestoreStatus | undefined> {
  const text = await files.read(hostPaths(run).status);
  const status = text === undefined ? undefined : restoreStatusSchema.parse(JSON.parse(text));
  return status?.unit === unit ? status : undefined;
}

const unknown = (unit: string): RestoreStatus => ({ unit, state: "running", phase: "starting", seconds: 0, bytes: 0, failure: null });

/** Waits a second, or less if the restore says meanwhile that it is over. */
async function waitForWord(ports: HostPorts, run: string, unit: string): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    await ports.clock.sleep(LOOK_SECONDS);
    const status = await readStatus(ports, run, unit);
    if (status !== undefined && status.state !== "running") return;
  }
}

/** Prints where a unit's restore stands each second; ends when the unit has, with its last word or with the fact that it left none. */
export async function followUnit(ports: HostPorts, { run, unit, print }: { run: string; unit: string; print: (line: string) => void }): Promise<void> {
  for (;;) {
    const alive = (await liveUnit(ports, run)) === unit;
    const status = (await readStatus(ports, run, unit)) ?? unknown(unit);
    if (status.state !== "running" && !alive) return print(JSON.stringify(status));
    if (!alive) return print(JSON.stringify({ ...status, state: "failed", failure: { code: "UNIT_ENDED", what: "its unit was ended from outside, or the host was restarted" } }));
    print(JSON.stringify({ ...status, state: "running" }));
    await waitForWord(ports, run, unit);
  }
}

import type { Command } from "./command.ts";

/** Starts a program as a unit of its own, which outlives whoever asked for it; however it ends, systemd's words for it go into `endFile`, and `cleanUp` is removed. */
export const runAsUnit = (o: { unit: string; program: readonly string[]; cleanUp: readonly string[]; endFile: string; limitSeconds: number }): Command => ({
  file: "systemd-run",
  args: [
    `--unit=${o.unit}`,
    "--collect",
    "--quiet",
    "--property=Type=exec",
    "--property=KillMode=control-group",
    `--property=RuntimeMaxSec=${o.limitSeconds}`,
    // A unit that is collected can be asked nothing afterwards.
    `--property=ExecStopPost=/bin/sh -c 'echo "$SERVICE_RESULT $EXIT_CODE $EXIT_STATUS" >${o.endFile}'`,
    `--property=ExecStopPost=/bin/rm -rf ${o.cleanUp.join(" ")}`,
    ...o.program,
  ],
  timeoutSeconds: 30,
});

/** The units whose name matches, one per line, that are running or about to. */
export const liveUnits = (pattern: string): Command => ({
  file: "systemctl",
  args: ["list-units", "--plain", "--no-legend", "--full", "--state=active,activating,deactivating,reloading", pattern],
  timeoutSeconds: 10,
});

/** Stops and starts a service and waits until it answers. */
export const restartService = (unit: string): Command => ({ file: "systemctl", args: ["restart", unit], timeoutSeconds: 5 * 60 });

import type { Command } from "./command.ts";

/** Starts a program as a unit of its own, which outlives whoever asked for it; however it ends, `cleanUp` is removed, and systemd's words for it go into `endFile`. */
export const runAsUnit = (o: { unit: string; program: readonly string[]; cleanUp: readonly string[]; endFile: string; limitSeconds: number }): Command => ({
  file: "systemd-run",
  args: [
    `--unit=${o.unit}`,
    "--collect",
    "--quiet",
    "--property=Type=exec",
    "--property=KillMode=control-group",
    `--property=RuntimeMaxSec=${o.limitSeconds}`,
    // First, and each with a "-": after one that fails systemd runs none of the others, and a full disk takes no word.
    `--property=ExecStopPost=-/bin/rm -rf ${o.cleanUp.join(" ")}`,
    // A unit that is collected can be asked nothing afterwards.
    `--property=ExecStopPost=-/bin/sh -c 'echo "$SERVICE_RESULT $EXIT_CODE $EXIT_STATUS" >${o.endFile}'`,
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

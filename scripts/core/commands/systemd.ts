import type { Command } from "./command.ts";

/** Starts a program as a unit of its own, which outlives whoever asked for it; `cleanUp` runs however it ends. */
export const runAsUnit = (o: { unit: string; program: readonly string[]; cleanUp: readonly string[]; limitSeconds: number }): Command => ({
  file: "systemd-run",
  args: [
    `--unit=${o.unit}`,
    "--collect",
    "--quiet",
    "--property=Type=exec",
    "--property=KillMode=control-group",
    `--property=RuntimeMaxSec=${o.limitSeconds}`,
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

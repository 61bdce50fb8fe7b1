import type { ExecOptions, ExecResult, Host, HostSpec } from "../daemon/lab.ts";
import { LabError } from "../lab-error.ts";
import { namespaceFile, namespaces } from "../network/plan.ts";
import type { Place } from "../place.ts";
import { removeCgroup } from "./cgroup-removal.ts";
import { inCgroups, makeCgroup } from "./cgroup.ts";
import { makeDisk, removeDisk } from "./disk.ts";
import { bootArguments, hostPaths, machineName } from "./host-command.ts";
import { initOf, runInside } from "./inside.ts";
import { runHost } from "./running-host.ts";
import { answersSsh } from "./ssh-banner.ts";

/** One booted host. */
export type Machine = {
  readonly host: Host;
  readonly exec: (argv: readonly string[], options?: ExecOptions) => Promise<ExecResult>;
  readonly remove: () => Promise<void>;
};

const BOOT_SECONDS = 60;

/** Boots a host and returns once it speaks SSH. */
export async function bootMachine(place: Place, image: string, spec: HostSpec & { readonly address: string }): Promise<Machine> {
  const { name, network, address } = spec;
  const { log } = hostPaths(place, name);
  await makeDisk(place, image, spec);
  const cgroups = await makeCgroup(machineName(place, name), spec.memoryMb);
  const intoRouter = ["nsenter", `--net=${namespaceFile(namespaces(place.id).router)}`];
  const running = runHost(inCgroups(cgroups, [...intoRouter, ...bootArguments(place, spec)]), log);

  const init = async (): Promise<number | undefined> => {
    const pid = running.pid();
    return pid === undefined ? undefined : initOf(pid);
  };
  const remove = async (): Promise<void> => {
    if (!(await running.kill(await init()))) {
      throw new LabError(`host ${name} did not end`, "its machine process is still there after SIGKILL", `see ${log}, then 'npm run lab -- down'`);
    }
    await removeDisk(place, name);
    for (const directory of cgroups) await removeCgroup(directory);
  };

  if (!(await answersSsh(address, BOOT_SECONDS, running.hasEnded))) {
    const why = running.hasEnded() ? "its machine ended while booting" : `nothing spoke SSH at ${address} within ${BOOT_SECONDS} s`;
    await remove();
    throw new LabError(`host ${name} did not come up`, why, `read ${log}`);
  }
  return {
    host: { name, network, address },
    remove,
    exec: async (argv, options) => {
      const pid = await init();
      if (pid === undefined) throw new LabError(`host ${name} is not running`, "its machine was shut down, or is in the middle of a reboot", `see ${log}`);
      return runInside(pid, argv, options);
    },
  };
}

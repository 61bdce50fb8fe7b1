import type { LabClient } from "../client.ts";
import type { ExecResult } from "../daemon/lab.ts";
import { deskOf } from "../desk/desk.ts";
import { initOf } from "../desk/machine.ts";
import { machinePids, machineProcesses, outermost, type MachineProcess } from "../desk/processes.ts";
import type { RunOptions, Started } from "../desk/run.ts";
import { addresses, type OperatorName } from "../network/plan.ts";
import type { Silence } from "../network/switches.ts";
import { runAsOperator } from "../operator.ts";
import type { Place } from "../place.ts";

export type OperateOptions = RunOptions & { readonly env?: Readonly<Record<string, string>> };

/** Somebody with the kit at a machine of their own, and what can befall that machine. */
export type Operator = {
  readonly name: OperatorName;
  readonly address: string;
  readonly clone: string;
  readonly site: string;
  /** Types a command in the company's project, with this operator's environment. */
  readonly operate: (argv: readonly string[], options: OperateOptions) => Promise<ExecResult>;
  /** The same, of a command that is not waited for. */
  readonly start: (argv: readonly string[], options: OperateOptions) => Started;
  /** What runs on the machine now, by the numbers that `process.kill` takes. */
  processes(): Promise<readonly MachineProcess[]>;
  /** Ends every program of this name at once, such as `pulumi`, `ssh` or `ansible-playbook`, and says which it was: none is an answer, too. */
  killTool(tool: string, signal?: NodeJS.Signals): Promise<readonly MachineProcess[]>;
  /** Every program on the machine ends at one moment and without a word; the machine itself stays on. Says which they were. */
  killEverything(): Promise<readonly MachineProcess[]>;
  /** The lid is closed: everything on the machine stands still, the network included, until it is opened again. */
  asleep(on: boolean): Promise<void>;
  /** No packet comes or goes, of old connections neither. */
  networkCut(on: boolean): Promise<void>;
  /** Cloud Storage answers everybody but this machine. */
  storageDown(on: boolean, how?: Silence): Promise<void>;
  /** Ends the SSH connections there are to this address, once, and says how many. */
  cutSsh(address: string): Promise<number>;
  /** The machine dies at once with everything on it, and says goodbye to nobody; off again, it boots with an empty memory and the disk it had. */
  machineGone(on: boolean): Promise<void>;
};

/** The operator of this name in a lab that is up. */
export function operatorAt({ place, client }: { readonly place: Place; readonly client: LabClient }, name: OperatorName): Operator {
  const desk = deskOf(place, name);
  const start: Operator["start"] = (argv, options) => runAsOperator(argv, { ...options, at: name });
  const processes: Operator["processes"] = async () => {
    const init = initOf(desk);
    return init === undefined ? [] : machineProcesses(init);
  };
  return {
    name,
    address: { operator: addresses.operator, "second-operator": addresses.secondOperator }[name],
    clone: desk.clone,
    site: desk.site,
    operate: (argv, options) => start(argv, options).ended,
    start,
    processes,
    killTool: async (tool, signal = "SIGKILL") => {
      const found = outermost(await processes(), tool);
      found.forEach(({ pid }) => signalOne(pid, signal));
      return found;
    },
    killEverything: async () => {
      const init = initOf(desk);
      if (init === undefined) return [];
      // One that stands still starts nothing more, so all can be counted before the first is ended.
      for (let round = 0; round < 2; round++) (await processes()).forEach(({ pid }) => signalOne(pid, "SIGSTOP"));
      const found = await processes();
      found.forEach(({ pid }) => signalOne(pid, "SIGKILL"));
      return found;
    },
    asleep: async (on) => {
      await client.switches.turn({ name: "operator-cut", on, operator: name });
      const init = initOf(desk);
      if (init === undefined) return;
      // Twice, because a process may start another between the look and the signal.
      for (let round = 0; round < 2; round++) for (const pid of await machinePids(init)) signalOne(pid, on ? "SIGSTOP" : "SIGCONT");
    },
    networkCut: async (on) => void (await client.switches.turn({ name: "operator-cut", on, operator: name })),
    storageDown: async (on, how = "silent") => void (await client.switches.turn({ name: "storage-down", on, for: name, how })),
    cutSsh: (address) => client.operators.cutSsh(name, address),
    machineGone: async (on) => void (await client.switches.turn({ name: "machine-gone", on, operator: name })),
  };
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself since the look.
  }
}

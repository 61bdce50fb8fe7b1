import type { LabClient } from "../client.ts";
import type { ExecOptions } from "../daemon/lab.ts";
import { LabError } from "../lab-error.ts";

const TAIL = 2000;
const WRITE = 'set -e; mkdir -p "$(dirname "$1")"; cat >"$1"; chmod "$2" "$1"; chown "$3" "$1"';

/** One host of the workbench. */
export type Bench = ReturnType<typeof onHost>;

/** Acts inside one host as its root. */
export function onHost({ hosts }: LabClient, name: string, address: string) {
  /** Runs a command and gives its standard output; one that fails is an error with its last words. */
  const run = async (argv: readonly string[], options: ExecOptions = {}): Promise<string> => {
    const { exitCode, stdout, stderr } = await hosts.exec(name, argv, options);
    if (exitCode === 0) return stdout;
    throw new LabError(`'${argv.join(" ").slice(0, 200)}' on ${name} ended with ${exitCode}`, (stderr || stdout).slice(-TAIL), "look at the words above");
  };
  return {
    name,
    address,
    run,
    /** The same, whatever becomes of it. */
    try: (argv: readonly string[], options: ExecOptions = {}) => hosts.exec(name, argv, options),
    write: async (path: string, text: string, { mode = 0o644, owner = "root:root" }: { mode?: number; owner?: string } = {}): Promise<void> => {
      await run(["sh", "-c", WRITE, "sh", path, mode.toString(8), owner], { stdin: text });
    },
  };
}

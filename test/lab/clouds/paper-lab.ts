import { emptyInventory } from "../../../lab/daemon/inventory.ts";
import type { ExecResult, Host, HostSpec, Lab } from "../../../lab/daemon/lab.ts";

export type PaperLab = Lab & {
  readonly files: Map<string, string>;
  readonly commands: { readonly host: string; readonly argv: readonly string[]; readonly stdin: string }[];
  readonly specs: Map<string, HostSpec>;
  turnDark(): void;
};

/** A lab on paper: hosts are names with addresses, what is written and run on them is remembered. */
export function paperLab(): PaperLab {
  const specs = new Map<string, HostSpec>();
  const hosts = new Map<string, Host>();
  const files = new Map<string, string>();
  const commands: PaperLab["commands"] = [];
  let dark = false;
  const done: ExecResult = { exitCode: 0, stdout: "", stderr: "" };
  return {
    files,
    commands,
    specs,
    inventory: emptyInventory(),
    siteDirectory: "/site",
    isDark: () => dark,
    say: () => undefined,
    turnDark: () => {
      dark = true;
    },
    hosts: {
      ensure: (spec) => {
        const known = hosts.get(spec.name);
        const host = known ?? {
          name: spec.name,
          network: spec.network,
          address: spec.address ?? `10.${spec.network === "aws" ? 10 : 20}.1.${10 + hosts.size}`,
        };
        hosts.set(spec.name, host);
        specs.set(spec.name, spec);
        return Promise.resolve(host);
      },
      find: (name) => hosts.get(name),
      list: () => [...hosts.values()],
      exec: (host, argv, options) => {
        commands.push({ host, argv, stdin: options?.stdin ?? "" });
        return Promise.resolve(done);
      },
      write: (host, path, text) => {
        files.set(`${host}:${path}`, text);
        return Promise.resolve();
      },
      remove: (name) => {
        hosts.delete(name);
        return Promise.resolve();
      },
    },
  };
}

import { emptyInventory } from "../../../lab/daemon/inventory.ts";
import type { ExecResult, Host, HostSpec, Lab, Volumes } from "../../../lab/daemon/lab.ts";

export type PaperLab = Lab & {
  readonly files: Map<string, string>;
  readonly commands: { readonly host: string; readonly argv: readonly string[]; readonly stdin: string }[];
  readonly specs: Map<string, HostSpec>;
  readonly disks: PaperDisks;
  turnDark(): void;
};

/** Disks on paper: what each was made of, the log sent from it, and whether it is gone. */
export type PaperDisks = {
  readonly made: Map<string, { readonly from?: string; readonly megabytes: number }>;
  readonly copies: Map<string, string>;
  readonly sent: Map<string, { readonly name: string; readonly at: Date }[]>;
  readonly handedOver: [from: string, to: string][];
  readonly lost: Set<string>;
  freeBytes: number;
};

function paperVolumes(disks: PaperDisks): Volumes {
  return {
    create: async (id, megabytes) => void disks.made.set(id, { megabytes }),
    createFrom: async (id, from, megabytes) => void disks.made.set(id, { from, megabytes }),
    binds: (id) => [{ from: `/volumes/${id}`, to: "/var/lib/postgresql" }],
    snapshot: async (id, copy) => void disks.copies.set(copy, id),
    removeSnapshot: async (copy) => void disks.copies.delete(copy),
    sent: async (id) => disks.sent.get(id) ?? [],
    handOver: async (from, to) => void disks.handedOver.push([from, to]),
    room: async () => ({ freeBytes: disks.freeBytes, bytes: 1e9 }),
    lose: async (id) => void disks.lost.add(id),
    giveBack: async (id) => void disks.lost.delete(id),
    remove: async (id) => void disks.made.delete(id),
  };
}

/** A lab on paper: hosts are names with addresses, what is written and run on them is remembered. */
export function paperLab(): PaperLab {
  const specs = new Map<string, HostSpec>();
  const hosts = new Map<string, Host>();
  const files = new Map<string, string>();
  const commands: PaperLab["commands"] = [];
  const disks: PaperDisks = { made: new Map(), copies: new Map(), sent: new Map(), handedOver: [], lost: new Set(), freeBytes: 1e9 };
  let dark = false;
  const done: ExecResult = { exitCode: 0, stdout: "", stderr: "" };
  return {
    files,
    commands,
    specs,
    disks,
    volumes: paperVolumes(disks),
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

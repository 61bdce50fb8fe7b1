import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { clock } from "./adapters/clock.ts";
import { files } from "./adapters/files.ts";
import { hold, holderOf } from "./adapters/pid-lock.ts";
import { terminal } from "./adapters/terminal.ts";
import type { Shell } from "./ports.ts";
import type { World } from "./world.ts";

/** What the process itself brings. */
export type Process = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** The kit's root: it holds ansible/, infra/ and dist/. */
  readonly root: string;
  readonly stdin: () => Promise<string>;
  readonly stdout: (text: string) => unknown;
  readonly stderr: { readonly write: (text: string) => unknown; readonly columns: () => number | undefined };
  readonly stop: AbortSignal;
};

/** The real world. What is slow to load is loaded by the command that needs it. */
export function realWorld({ env, workingDirectory, root, stdin, stdout, stderr, stop }: Process): World {
  const now = () => new Date();
  const person = terminal(stderr, () => performance.now() / 1000);
  const shell: Shell = {
    run: async (command, onLine) => (await import("./adapters/shell.ts")).shell(stop).run(command, onLine),
  };
  const machine = { operator: person, files, clock: clock(stop), shell };
  const objects = async (storage: { readonly endpoint: string | undefined; readonly project: string }) =>
    (await import("./adapters/object-store.ts")).objectStore({ ...storage, token: env["GOOGLE_OAUTH_ACCESS_TOKEN"] });
  return {
    ...machine,
    env,
    workingDirectory,
    kit: { ansibleDirectory: join(root, "ansible"), infraDirectory: join(root, "infra"), bundle: join(root, "dist", "failover.mjs") },
    person: `${userInfo().username}@${hostname()}`,
    readInput: stdin,
    print: (text) => stdout(`${text}\n`),
    view: person,
    randomHex: (digits) => randomBytes(digits).toString("hex").slice(0, digits),
    stop,
    journal: (path) => ({
      read: async () => (await import("./adapters/file-journal.ts")).fileJournal(path, now).read(),
      append: async (event) => (await import("./adapters/file-journal.ts")).fileJournal(path, now).append(event),
    }),
    hold: (path) => hold(path, now()),
    holder: holderOf,
    loggedShell: (path) => ({
      run: async (command, onLine) => (await import("./adapters/logged-shell.ts")).loggedShell(shell, path, now).run(command, onLine),
    }),
    outside: async (settings) => {
      const [{ cloudflare }, { resolver }, { http }, { tcp }, { thisMachine }] = await Promise.all([
        import("./adapters/cloudflare.ts"),
        import("./adapters/resolver.ts"),
        import("./adapters/http.ts"),
        import("./adapters/tcp.ts"),
        import("./adapters/this-machine.ts"),
      ]);
      return { ...machine, objects: await objects({ endpoint: settings.storage.endpoint, project: settings.google.project }), dns: cloudflare(settings.cloudflare, machine.clock), resolver, http, tcp, machine: thisMachine };
    },
    hostPorts: async (storage) => {
      const [{ disk }, { sql }] = await Promise.all([import("./adapters/disk.ts"), import("./adapters/sql.ts")]);
      return { ...machine, objects: await objects(storage), disk, sql };
    },
    keys: async () => (await import("./adapters/keys.ts")).keys,
    failover: async () => (await import("./pipeline/pipelines.ts")).failover,
  };
}

import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { clock } from "./adapters/clock.ts";
import { coveredFiles, coveredJournal, coveredView, guardedObjects } from "./adapters/covered.ts";
import { files as plainFiles } from "./adapters/files.ts";
import { hold, holderOf } from "./adapters/pid-lock.ts";
import { secretRegistry } from "./adapters/secret-registry.ts";
import { terminal } from "./adapters/terminal.ts";
import { environmentSecrets } from "./core/secret-sources.ts";
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
  const secrets = secretRegistry((path) => plainFiles.read(path));
  const inherited = environmentSecrets(env);
  secrets.learn({ values: inherited.values, files: inherited.files.map((path) => resolve(workingDirectory, path)) });
  const person = coveredView(terminal(stderr, () => performance.now() / 1000), secrets.cover);
  const files = coveredFiles(plainFiles, secrets);
  const shell: Shell = {
    run: async (command, onLine) => (await import("./adapters/shell.ts")).shell(stop, secrets).run(command, onLine),
  };
  const machine = { operator: person, files, clock: clock(stop), shell };
  const objects = async (storage: { readonly endpoint: string | undefined; readonly project: string }) =>
    guardedObjects((await import("./adapters/object-store.ts")).objectStore({ ...storage, token: env["GOOGLE_OAUTH_ACCESS_TOKEN"] }), secrets);
  return {
    ...machine,
    secrets,
    env,
    workingDirectory,
    kit: { ansibleDirectory: join(root, "ansible"), infraDirectory: join(root, "infra"), bundle: join(root, "dist", "failover.mjs") },
    person: `${userInfo().username}@${hostname()}`,
    readInput: stdin,
    print: (text) => stdout(`${secrets.cover(text)}\n`),
    view: person,
    randomHex: (digits) => randomBytes(digits).toString("hex").slice(0, digits),
    stop,
    journal: (path) =>
      coveredJournal(
        {
          read: async () => (await import("./adapters/file-journal.ts")).fileJournal(path, now).read(),
          append: async (event) => (await import("./adapters/file-journal.ts")).fileJournal(path, now).append(event),
        },
        secrets.cover,
      ),
    hold: (path) => hold(path, now()),
    holder: holderOf,
    loggedShell: (path) => ({
      run: async (command, onLine) => (await import("./adapters/logged-shell.ts")).loggedShell(shell, path, now, secrets).run(command, onLine),
    }),
    outside: async (settings) => {
      const [{ cloudflare }, { resolver }, { http }, { tcp }] = await Promise.all([
        import("./adapters/cloudflare.ts"),
        import("./adapters/resolver.ts"),
        import("./adapters/http.ts"),
        import("./adapters/tcp.ts"),
      ]);
      return { ...machine, objects: await objects({ endpoint: settings.storage.endpoint, project: settings.google.project }), dns: cloudflare(settings.cloudflare, machine.clock), resolver, http, tcp };
    },
    hostPorts: async (storage) => {
      const [{ disk }, { sql }] = await Promise.all([import("./adapters/disk.ts"), import("./adapters/sql.ts")]);
      return { ...machine, objects: await objects(storage), disk, sql: sql(secrets) };
    },
    keys: async () => (await import("./adapters/keys.ts")).keys,
    failover: async () => (await import("./pipeline/pipelines.ts")).failover,
  };
}

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { accountName } from "./adapters/account-name.ts";
import { board } from "./adapters/board.ts";
import { clock } from "./adapters/clock.ts";
import { coveredFiles, coveredJournal, coveredView, guardedObjects } from "./adapters/covered.ts";
import { departingReader } from "./adapters/departing-reader.ts";
import { fileJournal } from "./adapters/file-journal.ts";
import { files as plainFiles } from "./adapters/files.ts";
import { lineFile } from "./adapters/line-file.ts";
import { jsonView } from "./adapters/json-view.ts";
import { hold, holderOf } from "./adapters/pid-lock.ts";
import { secretRegistry } from "./adapters/secret-registry.ts";
import { silenceWatch } from "./adapters/silence-watch.ts";
import { terminal } from "./adapters/terminal.ts";
import { thisMachine } from "./adapters/this-machine.ts";
import { holderPatience } from "./core/marked.ts";
import { ellipsisFor, showsUnicode } from "./core/paper.ts";
import { environmentSecrets } from "./core/secret-sources.ts";
import type { Shell, Watchdog } from "./ports.ts";
import type { WaitsAs, World } from "./world.ts";

/** What the process itself brings. */
export type Process = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** The kit's root: it holds ansible/, infra/ and dist/. */
  readonly root: string;
  /** How this process was started, but for its arguments. */
  readonly self: readonly string[];
  readonly stdin: () => Promise<string>;
  /** The same, as it comes. */
  readonly stdinStream: () => Readable;
  /** Whether a person sits at a terminal, to read and to type. */
  readonly isAttended: () => boolean;
  readonly stdout: {
    readonly write: (text: string) => unknown;
    readonly columns: () => number | undefined;
    readonly onError: (listener: (error: NodeJS.ErrnoException) => void) => unknown;
  };
  readonly stderr: { readonly write: (text: string) => unknown; readonly size: () => { readonly columns: number; readonly rows: number } | undefined };
  readonly exit: () => void;
  readonly stop: AbortSignal;
};

/** What a page has that is no terminal. */
const PLAIN_COLUMNS = 80;

type StoragePlace = { readonly endpoint: string | undefined; readonly project: string };

/** Started by systemd, as by a timer, and nobody sits there: https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#$INVOCATION_ID */
const isUnattended = (env: Process["env"], hasPerson: boolean): boolean => env["INVOCATION_ID"] !== undefined && !hasPerson;

/** The real world. What is slow to load is loaded by the command that needs it. */
export function realWorld({ env, workingDirectory, root, self, stdin, stdinStream, isAttended, stdout, stderr, exit, stop }: Process): World {
  const now = () => new Date();
  const nowSeconds = () => performance.now() / 1000;
  const secrets = secretRegistry((path) => plainFiles.read(path));
  const inherited = environmentSecrets(env);
  secrets.learn({ values: inherited.values, files: inherited.files.map((path) => resolve(workingDirectory, path)) });
  const person = coveredView(terminal({ ...stderr, ellipsis: ellipsisFor(env) }, nowSeconds), secrets.cover);
  const files = coveredFiles(plainFiles, secrets);
  const reader = departingReader(exit);
  stdout.onError(reader.onError);
  const write = (text: string) => stdout.write(secrets.cover(text));
  const shellUntil = (stop: AbortSignal, watchdog?: Watchdog): Shell => ({
    run: async (...asked) => (await import("./adapters/shell.ts")).shell(stop, secrets, watchdog).run(...asked),
  });
  const machine = { operator: person, files, clock: clock(stop), shell: shellUntil(stop) };
  const watch = silenceWatch((text) => person.say(text));
  const usualPace = isUnattended(env, isAttended()) ? "patient" : "attended";
  const token = env["GOOGLE_OAUTH_ACCESS_TOKEN"];
  // A journal and a lease end in good order, and what they wait for is told by those who wait.
  const ledger = async (storage: StoragePlace) => {
    const store = await import("./adapters/object-store.ts");
    return guardedObjects(store.objectStore({ ...storage, token }, store.brisk), secrets);
  };
  const objects = async (storage: StoragePlace, stop: AbortSignal, pace: WaitsAs = usualPace) => {
    const store = await import("./adapters/object-store.ts");
    return guardedObjects(store.objectStore({ ...storage, token, stop, watch }, store[pace]), secrets);
  };
  const listing = async (storage: StoragePlace, stop: AbortSignal, pace: WaitsAs = usualPace) => {
    const [{ storageListing }, store] = await Promise.all([import("./adapters/storage-listing.ts"), import("./adapters/object-store.ts")]);
    return storageListing({ ...storage, token, stop, watch }, store[pace]);
  };
  const world: World = {
    ...machine,
    steadyClock: clock(new AbortController().signal),
    secrets,
    env,
    workingDirectory,
    kit: { ansibleDirectory: join(root, "ansible"), infraDirectory: join(root, "infra"), templatesDirectory: join(root, "templates"), bundle: join(root, "dist", "failover.tar") },
    person: `${accountName()}@${hostname()}`,
    readInput: stdin,
    print: (text) => write(`${text}\n`),
    questions: async () => {
      if (!isAttended()) return undefined;
      return (await import("./adapters/questions.ts")).questions({ input: stdinStream(), write: (text) => stderr.write(secrets.cover(text)), stop });
    },
    view: person,
    viewFor: ({ json }) => {
      if (!json) return person;
      reader.stay();
      return jsonView({ write, now, nowSeconds });
    },
    paper: () => ({ columns: stdout.columns() ?? PLAIN_COLUMNS, unicode: showsUnicode(env) }),
    randomHex: (digits) => randomBytes(digits).toString("hex").slice(0, digits),
    stop,
    machine: thisMachine,
    journal: (path) => coveredJournal(fileJournal(path, now), secrets.cover),
    lineFile: (path) => lineFile(path),
    hold: (path) => hold(path, now()),
    holder: holderOf,
    loggedShell: (path, stop, watchdog) => ({
      run: async (...asked) => (await import("./adapters/logged-shell.ts")).loggedShell(shellUntil(stop, watchdog), path, now, secrets).run(...asked),
    }),
    watchdog: async (mark) => (await import("./adapters/watchdog.ts")).startWatchdog({ mark, patience: holderPatience, kit: self, root, env }),
    standGuard: async (mark, patience) => (await import("./adapters/guard.ts")).standGuard({ mark, patience, orders: stdinStream() }),
    endOrphans: async (run) => (await import("./adapters/marked-processes.ts")).endOrphans(run),
    ledger,
    outside: async (settings, stop, pace) => {
      const [{ cloudflare }, { rds }, { resolver }, { http }, { tcp }] = await Promise.all([
        import("./adapters/cloudflare.ts"),
        import("./adapters/rds.ts"),
        import("./adapters/resolver.ts"),
        import("./adapters/http.ts"),
        import("./adapters/tcp.ts"),
      ]);
      const own = { ...machine, clock: clock(stop), shell: shellUntil(stop), machine: thisMachine };
      const storage = { endpoint: settings.storage.endpoint, project: settings.google.project };
      return { ...own, objects: await objects(storage, stop, pace), listing: await listing(storage, stop, pace), dns: cloudflare(settings.cloudflare, own.clock), rds: rds(settings.aws, stop), resolver, http, tcp, notices: { tell: async (about) => (await import("./pipeline/notices/tell.ts")).tell(about, world, stop) } };
    },
    hostPorts: async (storage, pace) => {
      const [{ disk }, { sql }] = await Promise.all([import("./adapters/disk.ts"), import("./adapters/sql.ts")]);
      return { ...machine, objects: await objects(storage, stop, pace), disk, sql: sql(secrets) };
    },
    objectSides: async (source, storage) => {
      const { sourceObjects } = await import("./adapters/source-objects.ts");
      const patience = usualPace === "patient" ? { limitSeconds: 300, remembers: false } : { limitSeconds: 45, remembers: true };
      return { source: sourceObjects(source, { waits: { patience, stop, watch } }), copies: await listing(storage, stop), store: await objects(storage, stop) };
    },
    secondStore: async (store, pace = usualPace) => {
      const { s3Store, s3Attended, s3Patient } = await import("./adapters/s3-store.ts");
      return guardedObjects(s3Store(store, pace === "patient" ? s3Patient : s3Attended, { stop, watch }), secrets);
    },
    looking: async () => {
      const [{ http }, { caller }, { probeServer }] = await Promise.all([import("./adapters/http.ts"), import("./adapters/caller.ts"), import("./adapters/probe-server.ts")]);
      return { http, caller, probeServer };
    },
    mail: async (server) => (await import("./adapters/smtp-mail.ts")).smtpMail(server),
    syncedLog: async (path) => (await import("./adapters/synced-log.ts")).syncedLog(path),
    cache: async () => (await import("./adapters/cache.ts")).cache,
    printPdf: async (book, paper, path) => (await import("./adapters/pdf.ts")).printPdf(book, paper, path),
    lookout: async () => (await import("./adapters/lookout.ts")).lookout(secrets),
    board: () => board(stderr, secrets.cover),
    keys: async () => (await import("./adapters/keys.ts")).keys,
    pipeline: async (name) => (await import("./pipeline/pipelines.ts")).pipelineNamed(name),
  };
  return world;
}

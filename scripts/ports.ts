import type { Command } from "./core/commands/command.ts";
import type { DnsRecord } from "./core/dns-plan.ts";
import type { Entry, Event } from "./core/journal.ts";
import type { MachineIdentity } from "./core/stack/state-lock.ts";

/** Everything outside the process, as the smallest verbs we need. Types only: this file emits no code. */
export type CommandResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export interface Shell {
  /** Resolves with the exit code; throws only if the command could not be run or timed out. `onLine` sees output as it comes. */
  run(command: Command, onLine?: (line: string) => void): Promise<CommandResult>;
}

export interface JournalStore {
  read(): Promise<readonly Entry[]>;
  /** Durable when it resolves: a crash one instruction later must not lose the entry. */
  append(event: Event): Promise<void>;
}

export interface Operator {
  say(line: string): void;
  /** A step's live progress; a terminal may redraw it, a pipe prints it as a line. */
  progress(step: string, text: string): void;
}

export type StoredObject = { readonly name: string; readonly bytes: number; readonly createdAt: string; readonly generation: string; readonly crc32c: string };

export interface ObjectStore {
  list(bucket: string, prefix: string): Promise<readonly StoredObject[]>;
  read(bucket: string, name: string): Promise<Uint8Array | undefined>;
  /** Creates (never replaces). "exists" when the name is taken; compare bytes before calling that success. */
  create(bucket: string, name: string, body: Uint8Array): Promise<StoredObject | "exists">;
  /** The same from a file, streamed. */
  createFromFile(bucket: string, name: string, path: string): Promise<StoredObject | "exists">;
  /** Downloads to a file, streamed. */
  readToFile(bucket: string, name: string, path: string): Promise<void>;
  /** Makes the bucket if it is not there. */
  ensureBucket(bucket: string, options: { readonly location: string; readonly versioned: boolean }): Promise<"made" | "was there">;
}

export type { DnsRecord };

export interface DnsProvider {
  records(): Promise<readonly DnsRecord[]>;
  /** One request, all or nothing. */
  replace(records: readonly DnsRecord[]): Promise<void>;
}

export interface Resolver {
  /** What one resolver answers for a name's addresses; an error when it does not answer. */
  addresses(resolver: string, name: string): Promise<{ readonly addresses: readonly string[]; readonly ttlSeconds: number }>;
}

export type HttpAnswer = { readonly status: number; readonly body: string } | { readonly failed: string };

export interface Http {
  get(url: string, options: { readonly timeoutSeconds: number; readonly host?: string }): Promise<HttpAnswer>;
}

export interface Tcp {
  /** Whether something accepts connections there; no byte is sent. */
  connect(host: string, port: number, options: { readonly timeoutSeconds: number }): Promise<"connected" | { readonly failed: string }>;
}

export interface Files {
  read(path: string): Promise<string | undefined>;
  /** Written beside and renamed, so that no reader sees half of it. Mode 0600 unless said otherwise. */
  write(path: string, text: string, mode?: number): Promise<void>;
  /** Names in a directory, sorted, a directory's with a '/' at its end; none if there is no such directory. */
  list(directory: string): Promise<readonly string[]>;
}

export interface Clock {
  now(): Date;
  sleep(seconds: number): Promise<void>;
}

export interface Machine {
  identity(): Promise<MachineIdentity>;
  /** What runs here under a process id: undefined when nothing does, empty when the system does not tell. */
  program(pid: number): Promise<string | undefined>;
}

export type Ports = {
  readonly shell: Shell;
  readonly journal: JournalStore;
  readonly operator: Operator;
  readonly objects: ObjectStore;
  readonly dns: DnsProvider;
  readonly resolver: Resolver;
  readonly http: Http;
  readonly tcp: Tcp;
  readonly files: Files;
  readonly clock: Clock;
  readonly machine: Machine;
};

/** One session with a database server: what is asked in it sees one another's transaction and settings. */
export interface SqlSession {
  /** The rows of one query, as JSON has them; untrusted until parsed. */
  ask(query: string): Promise<readonly unknown[]>;
  /** Statements without an answer. */
  tell(statements: string): Promise<void>;
  close(): Promise<void>;
}

export interface Sql {
  /** Opens a session by starting this client. */
  open(client: Command): Promise<SqlSession>;
}

export type Digest = { readonly bytes: number; readonly sha256: string; readonly crc32c: string };

/** Files too large or too many to hold in memory. */
export interface Disk {
  /** Makes a directory that only its owner may enter, and those above it. */
  makePrivate(directory: string): Promise<void>;
  /** The plain files directly in a directory. */
  files(directory: string): Promise<readonly string[]>;
  digest(path: string): Promise<Digest>;
  /** Removes a file or a whole directory; content with there being none. */
  remove(path: string): Promise<void>;
  freeBytes(directory: string): Promise<number>;
}

/** The world as a host sees it that exports or restores. */
export type HostPorts = Pick<Ports, "shell" | "objects" | "operator" | "files" | "clock"> & { readonly disk: Disk; readonly sql: Sql };

import type { Command } from "./core/commands/command.ts";
import type { DnsRecord, OriginEncryption } from "./core/dns-plan.ts";
import type { Entry, Event } from "./core/journal.ts";
import type { Notices } from "./core/notices/mail.ts";
import type { RdsChange, RdsEvent, RdsInstance, RdsKept, RdsSnapshot } from "./core/rds.ts";
import type { ListedObject } from "./core/object-comparison.ts";
import type { Secret } from "./core/secret.ts";
import type { MachineIdentity } from "./core/stack/state-lock.ts";
import type { Instant } from "./core/watchdog.ts";

/** Everything outside the process, as the smallest verbs we need. Types only: this file emits no code. */
export type CommandResult = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What an error may quote of a command that failed: the last of both outputs, secrets covered. The outputs themselves are for programs. */
  readonly said?: string;
};

/** What goes on beside a command: what it is given to read, and what ends it before its time. */
export type Meanwhile = { readonly input?: AsyncIterable<Uint8Array>; readonly until?: AbortSignal };

export interface Shell {
  /** Resolves with the exit code; throws only if the command could not be run or timed out, its `input` broke off, or `until` ended it. `onLine` sees output as it comes. */
  run(command: Command, onLine?: (line: string) => void, meanwhile?: Meanwhile): Promise<CommandResult>;
}

/** A process of its own that ends one holder's commands when the kit is frozen past its time, or dead. */
export interface Watchdog {
  /** What every process of the holder bears in its environment. */
  readonly mark: string;
  /** The commands may live this long, counted from `since` (now, if left out): from before the lease was asked for, to be safe. */
  extend(seconds: number, since?: Instant): void;
  /** No deadline: a person chose to go on without the lease. */
  holdOff(): void;
  /** Whether the time to act has run out by our own reckoning or the watchdog's; once the watchdog has acted, for good. */
  isOver(): boolean;
  /** Which process groups are under way, for systems where processes cannot be found by their mark. */
  began(group: number): void;
  collected(group: number): void;
  /** All is well: it leaves, and ends nobody. */
  release(): Promise<void>;
  /** Resolves when it watches no more without having been released: it died, or it ended the commands. */
  readonly ended: Promise<"died" | "over">;
}

export interface JournalStore {
  read(): Promise<readonly Entry[]>;
  /** Durable when it resolves: a crash one instruction later must not lose the entry. */
  append(event: Event): Promise<void>;
}

/** One copy of a journal, on this machine's disk. */
export interface JournalFile {
  readonly path: string;
  /** Every whole line, each checked by itself; whether they tell a possible story is for `replay` to say. */
  read(): Promise<readonly Entry[]>;
  /** On disk when it resolves. */
  append(event: Event, epoch: number): Promise<void>;
  /** Adds entries that another machine wrote, after those that are here. */
  adopt(entries: readonly Entry[]): Promise<void>;
  /** Takes the entries from this one on out of the journal and keeps them in a file beside it, whose path it returns. */
  setAside(seq: number): Promise<string>;
}

export interface Operator {
  say(line: string): void;
  /** A step's live progress; a terminal may redraw it, a pipe prints it as a line. */
  progress(step: string, text: string): void;
}

/** `crc32c` is empty in the list of a store that shows none there; `lockedUntil`: until then the bucket's own rule keeps it, where the store says so. */
export type StoredObject = { readonly name: string; readonly bytes: number; readonly createdAt: string; readonly generation: string; readonly crc32c: string; readonly lockedUntil?: string | undefined };

/** "changed": another generation stands there; "kept": the bucket's own rule still forbids it. */
export type Removal = "removed" | "was gone" | "changed" | { readonly kept: string };

export interface ObjectStore {
  list(bucket: string, prefix: string): Promise<readonly StoredObject[]>;
  /** The folders directly below a prefix, which ends in '/' or is empty; without their last '/'. */
  folders(bucket: string, prefix: string): Promise<readonly string[]>;
  read(bucket: string, name: string): Promise<Uint8Array | undefined>;
  /** Creates (never replaces). "exists" when the name is taken; compare bytes before calling that success. */
  create(bucket: string, name: string, body: Uint8Array): Promise<StoredObject | "exists">;
  /** The same from a file, streamed; ends at once, with the signal's reason, when that is raised. */
  createFromFile(bucket: string, name: string, path: string, until?: AbortSignal): Promise<StoredObject | "exists">;
  /** The same from what is still being made, in stores that take such. What the body throws is thrown, and then there is no object. */
  readonly createFromStream?: (bucket: string, name: string, body: AsyncIterable<Uint8Array>, until?: AbortSignal) => Promise<StoredObject | "exists">;
  /** Downloads to a file, streamed, and says what came; ends at once, with the signal's reason, when that is raised. */
  readToFile(bucket: string, name: string, path: string, until?: AbortSignal): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** An object with its age by the store's own clock, in seconds; undefined when it is not there. */
  look(bucket: string, name: string): Promise<{ readonly body: Uint8Array; readonly generation: string; readonly ageSeconds: number } | undefined>;
  /** Replaces exactly this generation ("0": only where there is nothing); "changed" when another one stands there. */
  replace(bucket: string, name: string, body: Uint8Array, generation: string): Promise<{ readonly generation: string } | "changed">;
  /** Removes exactly this generation. */
  remove(bucket: string, name: string, generation: string): Promise<Removal>;
  /** Makes the bucket if it is not there. */
  ensureBucket(bucket: string, options: { readonly location: string; readonly versioned: boolean }): Promise<"made" | "was there">;
}

/** A bucket that may hold more objects than fit into memory. */
export interface Listing {
  /** The objects whose names come after this one (all, if undefined), in the order of their names' bytes, a page at a time. */
  pages(bucket: string, after: string | undefined): AsyncIterable<readonly ListedObject[]>;
  /** The SHA-256, in hex, of what an object holds, read as a stream; undefined when it is not there. */
  sha256(bucket: string, name: string): Promise<string | undefined>;
}

/** The service's objects where they are written while AWS lives. */
export type SourceObjects = Listing & { put(bucket: string, name: string, body: Uint8Array): Promise<void> };

export type { DnsRecord };

export interface DnsProvider {
  records(): Promise<readonly DnsRecord[]>;
  originEncryption(): Promise<OriginEncryption>;
  /** One request, all or nothing. */
  replace(records: readonly DnsRecord[]): Promise<void>;
}

/** AWS's database service, in the account and region of the settings. */
export interface Rds {
  /** undefined when AWS says that there is none of this name. */
  instance(id: string): Promise<RdsInstance | undefined>;
  instances(): Promise<readonly RdsInstance[]>;
  /** Every snapshot of this instance, automated and manual, in any status. */
  snapshots(instance: string): Promise<readonly RdsSnapshot[]>;
  /** What is still there of an instance of this name, whether AWS knows that or not. */
  kept(instance: string): Promise<RdsKept>;
  /** Begins a snapshot; it is sound once its status is "available". */
  takeSnapshot(snapshot: { readonly instance: string; readonly id: string; readonly tags: Readonly<Record<string, string>> }): Promise<RdsSnapshot>;
  deleteSnapshot(id: string): Promise<void>;
  /** What befell the instance of late, oldest first. */
  events(instance: string, minutes: number): Promise<readonly RdsEvent[]>;
  /** The parameters of a group that a person set. */
  parameters(group: string): Promise<Readonly<Record<string, string>>>;
  /** Applied at once; what AWS is still doing shows in the instance's status. */
  modify(instance: string, change: RdsChange): Promise<void>;
  /** Ends every connection to it; a security group alone lets those live that stand. */
  reboot(instance: string): Promise<void>;
}

export interface Resolver {
  /** What one resolver answers for a name's addresses; an error when it does not answer. */
  addresses(resolver: string, name: string): Promise<{ readonly addresses: readonly string[]; readonly ttlSeconds: number }>;
}

export type HttpAnswer = { readonly status: number; readonly body: string; /** How long it asks to be left alone. */ readonly retryAfterSeconds?: number | undefined } | { readonly failed: string };

export interface Http {
  get(url: string, options: { readonly timeoutSeconds: number; readonly host?: string }): Promise<HttpAnswer>;
}

export interface Tcp {
  /** Whether something accepts connections there; no byte is sent. */
  connect(host: string, port: number, options: { readonly timeoutSeconds: number }): Promise<"connected" | { readonly failed: string }>;
}

export interface Files {
  read(path: string): Promise<string | undefined>;
  /** Written beside and renamed, so that no reader sees half of it. Mode 0600 unless said otherwise. A secret is written only as a `Secret`. */
  write(path: string, text: string | Secret, mode?: number): Promise<void>;
  /** Names in a directory, sorted, a directory's with a '/' at its end; none if there is no such directory. */
  list(directory: string): Promise<readonly string[]>;
}

export interface Clock {
  now(): Date;
  /** Ends early, with an error, when the kit stops or this signal is raised. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
  /** Seconds since some moment. It never goes back, and what a suspended machine slept through counts. */
  elapsed(): number;
}

/** One process of one machine. Process ids are used again: `started` tells two bearers of one id apart. */
export type ProcessName = { readonly machine: string; readonly pid: number; readonly started: string };

/** The machine, or the container, that the kit runs on. */
export interface Machine {
  readonly host: string;
  identity(): Promise<MachineIdentity>;
  /** What runs here under a process id: undefined when nothing does, empty when the system does not tell. */
  program(pid: number): Promise<string | undefined>;
  /** This very process. */
  self(): Promise<ProcessName>;
  /** Whether a process is at work; "unknown" if it belongs to another machine, or to one since restarted. */
  isAtWork(process: ProcessName): Promise<boolean | "unknown">;
}

export type Ports = {
  readonly shell: Shell;
  readonly journal: JournalStore;
  readonly operator: Operator;
  readonly objects: ObjectStore;
  /** The same store, for buckets of any size. */
  readonly listing: Listing;
  readonly dns: DnsProvider;
  readonly rds: Rds;
  readonly resolver: Resolver;
  readonly http: Http;
  readonly tcp: Tcp;
  readonly files: Files;
  readonly clock: Clock;
  readonly machine: Machine;
  readonly notices: Notices;
};

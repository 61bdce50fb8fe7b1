import type { Patience } from "./core/marked.ts";
import type { Paper } from "./core/paper.ts";
import type { RunOutcome } from "./core/run-outcome.ts";
import type { SecondStore } from "./core/second-store.ts";
import type { SecretSources } from "./core/secret-sources.ts";
import type { Settings } from "./core/settings.ts";
import type { Outlook } from "./core/time-to-go.ts";
import type { Mail, MailServer, SyncedLog } from "./core/notices/mail.ts";
import type { Cache, Clock, Files, HostPorts, JournalFile, Listing, Machine, ObjectStore, Operator, Ports, Shell, SourceObjects, Watchdog } from "./ports.ts";
import type { Pipeline } from "./steps/step.ts";

/** What a person, or a program, sees of the steps under way. */
export interface RunView {
  /** Told once, before the first step begins: what is left to do and how long it is likely to take. */
  expect(outlook: Outlook): void;
  began(step: string, title: string, attempt: number): void;
  ended(step: string, how: "done" | "done already" | "failed" | "stopped", detail?: string): void;
  /** Nothing is at work any more; what was said stays standing. */
  close(): void;
  /** How the command ended: the last word for whoever reads by program. People are told by `say`. */
  concluded(outcome: RunOutcome): void;
}

export type Holder = { readonly pid: number; readonly host: string; readonly since: string };

/** Texts of keys: a private half, and its public half. */
export interface KeyPair {
  make(): Promise<string>;
  publicOf(privateText: string): Promise<string>;
}

export interface Keys {
  passphrase(): string;
  /** Whether this age identity opens these bytes, to their last one. */
  opens(identity: string, sealed: Uint8Array): Promise<"opened" | { readonly because: string }>;
  /** A text encrypted to these age recipients, armored. */
  seal(recipients: readonly string[], text: string): Promise<string>;
  /** What was sealed so, opened by this identity. */
  unseal(identity: string, sealed: string): Promise<string | { readonly because: string }>;
  readonly age: KeyPair;
  readonly signing: KeyPair;
}

/** What must never be seen. Everything the world shows or keeps is covered by itself; whoever comes to know a secret says so here. */
export type Secrets = {
  readonly learn: (sources: SecretSources) => void;
  /** For a text on its way to people by any other road. */
  readonly cover: (text: string) => string;
};

/** A person at a terminal. */
export interface Questions {
  /** What they are to know before they answer; it may be personal, so nothing keeps it. */
  show(text: string): void;
  /** Undefined when nobody answers any more: the terminal is gone, or the kit is to stop. */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

export type ObjectsPlace = { readonly region: string; readonly endpoint: string | undefined };
export type ObjectSides = { readonly source: SourceObjects; readonly copies: Listing; readonly store: ObjectStore };

/** Where the kit's own parts lie. */
export type Kit = { readonly ansibleDirectory: string; readonly infraDirectory: string; readonly templatesDirectory: string; readonly bundle: string };

/** Everything a command may reach; made once, by runtime.ts, and by tests. */
export type World = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly kit: Kit;
  readonly secrets: Secrets;
  /** Who types: user@machine. */
  readonly person: string;
  /** Data, on standard output. What a person reads beside it goes through `operator`. */
  readonly print: (text: string) => void;
  /** All of standard input: how a secret reaches a host without standing in anybody's arguments. */
  readonly readInput: () => Promise<string>;
  /** Undefined when nobody sits at a terminal. */
  readonly questions: () => Promise<Questions | undefined>;
  readonly operator: Operator;
  readonly view: RunView;
  /** Who sees a run: a person on standard error, or a program that reads lines of JSON on standard output. */
  readonly viewFor: (options: { readonly json: boolean }) => Operator & RunView;
  /** What standard output is like to draw on. */
  readonly paper: () => Paper;
  readonly files: Files;
  readonly clock: Clock;
  /** The same, but that its sleeps do not end when the kit is asked to stop. */
  readonly steadyClock: Clock;
  readonly shell: Shell;
  readonly randomHex: (digits: number) => string;
  /** Raised when a person asks the kit to stop. */
  readonly stop: AbortSignal;
  readonly machine: Machine;
  readonly journal: (path: string) => JournalFile;
  /** Takes a lock; refused while another living process has it. */
  readonly hold: (path: string) => Promise<{ readonly release: () => Promise<void> }>;
  /** Who holds a lock now. */
  readonly holder: (path: string) => Promise<Holder | undefined>;
  /** A shell whose every command and line is kept in this file as well; its commands end when `stop` is raised, and with a watchdog each is under its guard. */
  readonly loggedShell: (path: string, stop: AbortSignal, watchdog?: Watchdog) => Shell;
  /** Starts the process that ends a holder's commands when the kit cannot. The mark is `<run>.<holder>`. */
  readonly watchdog: (mark: string) => Promise<Watchdog>;
  /** Is that process, until its kit releases it or is gone. */
  readonly standGuard: (mark: string, patience: Patience) => Promise<void>;
  /** Ends what a killed kit left behind of this run, and tells what that was. Only for the holder of the run's lock. */
  readonly endOrphans: (run: string) => Promise<readonly { readonly pid: number; readonly program: string }[]>;
  /** The outside as these settings describe it, without a journal; what is under way there ends when `stop` is raised. */
  readonly outside: (settings: Settings, stop: AbortSignal) => Promise<Omit<Ports, "journal">>;
  /** The store of journals and leases: it answers within seconds or not at all. */
  readonly ledger: (storage: { readonly endpoint: string | undefined; readonly project: string }) => Promise<ObjectStore>;
  /** What a host needs that exports or restores: no project, no settings of its own. */
  readonly hostPorts: (storage: { readonly endpoint: string | undefined; readonly project: string }) => Promise<HostPorts>;
  /** The service's objects where they are written, and where their copies lie. */
  readonly objectSides: (source: ObjectsPlace, storage: { readonly endpoint: string | undefined; readonly project: string }) => Promise<ObjectSides>;
  /** A store outside both clouds. */
  readonly secondStore: (store: SecondStore) => Promise<ObjectStore>;
  readonly mail: (server: MailServer) => Promise<Mail>;
  /** Opens a file that only grows. */
  readonly syncedLog: (path: string) => Promise<SyncedLog>;
  readonly cache: () => Promise<Cache>;
  readonly keys: () => Promise<Keys>;
  /** A kind of run, by its name: what its steps are and what its plan rests on. */
  readonly pipeline: (name: string) => Promise<Pipeline>;
};

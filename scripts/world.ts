import type { Book } from "./core/book/blocks.ts";
import type { Patience } from "./core/marked.ts";
import type { Paper } from "./core/paper.ts";
import type { RunOutcome } from "./core/run-outcome.ts";
import type { SecondStore } from "./core/second-store.ts";
import type { Secret } from "./core/secret.ts";
import type { SecretSources } from "./core/secret-sources.ts";
import type { Settings } from "./core/settings.ts";
import type { Outlook } from "./core/time-to-go.ts";
import type { Cache, HostPorts } from "./host-ports.ts";
import type { Clock, Files, Http, HttpAnswer, JournalFile, Listing, Machine, ObjectStore, Operator, Ports, Shell, SourceObjects, Watchdog } from "./ports.ts";
import type { Mail, MailServer, SyncedLog } from "./core/notices/mail.ts";
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

/** Lines that ended, what comes after the last end, and at which byte that begins. */
export type LinesRead = { readonly whole: readonly string[]; readonly unended: readonly string[]; readonly next: number };

/** A file of lines that is only ever added to. */
export interface LineFile {
  readonly path: string;
  /** Every line that is not empty from this byte on; what a crash tore is among them. */
  readFrom(byte: number): Promise<LinesRead>;
  /** On disk when it resolves. */
  append(line: string): Promise<void>;
}

/** One question with headers and a body. `certificate` (PEM): whoever answers must hold this very one. */
export type Call = {
  readonly method: "GET" | "POST";
  readonly url: string | Secret;
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly body?: string | Secret;
  readonly certificate?: string;
  readonly timeoutSeconds: number;
};

export interface Caller {
  call(call: Call): Promise<HttpAnswer>;
}

type AskedToLook = { readonly at: string; readonly nonce: string; readonly signature: string; readonly body: string };

/** Serves the one question an agent answers; up when it resolves. */
export type ProbeServer = (
  place: { readonly host: string; readonly port: number; readonly certificate: string; readonly key: Secret },
  answer: (asked: AskedToLook) => Promise<{ readonly status: number; readonly body: string }>,
) => Promise<{ readonly port: number; readonly close: () => Promise<void> }>;

/** What a question over the network came to; silence and refusal are answers, too. */
export type Failed = { readonly failed: string };
export type WebAnswer = { readonly status: number; readonly body: Uint8Array };
export type WebQuestion = {
  readonly timeoutSeconds: number;
  readonly method?: string;
  /** Dialled in place of what the name in the address leads to. */
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the one who asks. */
  readonly bearer?: Secret | undefined;
  readonly body?: string;
};
export type AwsQuestion = { readonly service: string; readonly region: string; readonly url: string; readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string; readonly timeoutSeconds: number };

/** What a look at the world may do: each question ends by itself, whatever it meets, and changes nothing. */
export interface Lookout {
  /** `failed` begins with "name:" where the name could not be looked up. */
  web(url: string, question: WebQuestion): Promise<WebAnswer | Failed>;
  /** A name's addresses, by these servers or else by this machine's own. `none` is the server's word that there are none. */
  addresses(name: string, question: { readonly servers?: readonly string[]; readonly timeoutSeconds: number }): Promise<{ readonly addresses: readonly string[] } | { readonly none: string } | Failed>;
  /** The servers of the zone that a name lies in. */
  nameServers(name: string, question: { readonly timeoutSeconds: number }): Promise<readonly string[]>;
  certificate(host: string, port: number, question: { readonly name: string; readonly timeoutSeconds: number }): Promise<{ readonly validTo: string; readonly isTrusted: boolean; readonly because: string } | Failed>;
  /** Sends a few bytes and takes the first that come back; with none to send, the connection is the answer. */
  knock(host: string, port: number, question: { readonly say?: string; readonly timeoutSeconds: number }): Promise<{ readonly answer: string } | Failed>;
  /** A request signed as AWS asks, with the credentials that its tools would find here. */
  aws(question: AwsQuestion): Promise<WebAnswer | Failed | { readonly noCredentials: string }>;
  /** This machine's own network: undefined where the system does not tell. */
  network(): Promise<{ readonly addresses: readonly string[]; readonly hasDefaultRoute: boolean | undefined }>;
}

/** A few lines that are drawn anew as news come; where nothing can be drawn, the news are lines. */
export interface Board {
  show(rows: readonly string[], news: string): void;
  close(): void;
}

/** Where the kit's own parts lie. */
export type Kit = { readonly ansibleDirectory: string; readonly infraDirectory: string; readonly templatesDirectory: string; readonly bundle: string };

/** How a store is waited for that gives no answer: for minutes, since nothing better can be done meanwhile, or for as long as a person sits there. */
export type WaitsAs = "patient" | "attended";

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
  readonly lineFile: (path: string) => LineFile;
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
  /** The outside as these settings describe it, without a journal; what is under way there ends when `stop` is raised. A store is waited for as is usual for who started the command, or as is said. */
  readonly outside: (settings: Settings, stop: AbortSignal, pace?: WaitsAs) => Promise<Omit<Ports, "journal">>;
  /** The store of journals and leases: it answers within seconds or not at all. */
  readonly ledger: (storage: { readonly endpoint: string | undefined; readonly project: string }) => Promise<ObjectStore>;
  /** What a host needs that exports or restores: no project, no settings of its own. */
  readonly hostPorts: (storage: { readonly endpoint: string | undefined; readonly project: string }, pace?: WaitsAs) => Promise<HostPorts>;
  /** The service's objects where they are written, and where their copies lie. */
  readonly objectSides: (source: ObjectsPlace, storage: { readonly endpoint: string | undefined; readonly project: string }) => Promise<ObjectSides>;
  /** A store outside both clouds. */
  readonly secondStore: (store: SecondStore, pace?: WaitsAs) => Promise<ObjectStore>;
  /** What a watch asks the world with, and what an agent answers with. */
  readonly looking: () => Promise<{ readonly http: Http; readonly caller: Caller; readonly probeServer: ProbeServer }>;
  readonly mail: (server: MailServer) => Promise<Mail>;
  /** Opens a file that only grows. */
  readonly syncedLog: (path: string) => Promise<SyncedLog>;
  readonly cache: () => Promise<Cache>;
  readonly lookout: () => Promise<Lookout>;
  readonly board: () => Board;
  readonly keys: () => Promise<Keys>;
  /** Writes the book as PDF, all of it or nothing, for its owner alone. */
  readonly printPdf: (book: Book, paper: "A4" | "Letter", path: string) => Promise<void>;
  /** A kind of run, by its name: what its steps are and what its plan rests on. */
  readonly pipeline: (name: string) => Promise<Pipeline>;
};

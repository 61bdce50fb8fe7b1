import type { SecretSources } from "./core/secret-sources.ts";
import type { Settings } from "./core/settings.ts";
import type { Clock, Files, HostPorts, JournalStore, Operator, Ports, Shell } from "./ports.ts";
import type { Step } from "./steps/step.ts";

/** What a person sees of the steps under way. */
export interface RunView {
  began(step: string, title: string, attempt: number): void;
  ended(step: string, how: "done" | "done already" | "failed" | "stopped", detail?: string): void;
  /** Leaves the last lines standing. */
  close(): void;
}

export type Holder = { readonly pid: number; readonly host: string; readonly since: string };

/** Texts of keys: a private half, and its public half. */
export interface KeyPair {
  make(): Promise<string>;
  publicOf(privateText: string): Promise<string>;
}

export interface Keys {
  passphrase(): string;
  readonly age: KeyPair;
  readonly signing: KeyPair;
}

/** What must never be seen. Everything the world shows or keeps is covered by itself; whoever comes to know a secret says so here. */
export type Secrets = {
  readonly learn: (sources: SecretSources) => void;
  /** For a text on its way to people by any other road. */
  readonly cover: (text: string) => string;
};

/** Where the kit's own parts lie. */
export type Kit = { readonly ansibleDirectory: string; readonly infraDirectory: string; readonly bundle: string };

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
  readonly operator: Operator;
  readonly view: RunView;
  readonly files: Files;
  readonly clock: Clock;
  readonly shell: Shell;
  readonly randomHex: (digits: number) => string;
  /** Raised when a person asks the kit to stop. */
  readonly stop: AbortSignal;
  readonly journal: (path: string) => JournalStore;
  /** Takes a lock; refused while another living process has it. */
  readonly hold: (path: string) => Promise<{ readonly release: () => Promise<void> }>;
  /** Who holds a lock now. */
  readonly holder: (path: string) => Promise<Holder | undefined>;
  /** A shell whose every command and line is kept in this file as well. */
  readonly loggedShell: (path: string) => Shell;
  /** The outside as these settings describe it, without a journal. */
  readonly outside: (settings: Settings) => Promise<Omit<Ports, "journal">>;
  /** What a host needs that exports or restores: no project, no settings of its own. */
  readonly hostPorts: (storage: { readonly endpoint: string | undefined; readonly project: string }) => Promise<HostPorts>;
  readonly keys: () => Promise<Keys>;
  /** The graph of the failover. */
  readonly failover: () => Promise<readonly Step[]>;
};

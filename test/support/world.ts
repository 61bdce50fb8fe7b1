import type { Entry, Event, Json } from "../../scripts/core/journal.ts";
import { nextEntry } from "../../scripts/core/journal-line.ts";
import type { JournalStore, Ports, Watchdog } from "../../scripts/ports.ts";
import type { Drive, Hold } from "../../scripts/pipeline/engine.ts";
import type { Pipeline, Step } from "../../scripts/steps/step.ts";
import type { RunView } from "../../scripts/world.ts";
import { settings } from "./settings.ts";

/** The process died here: nothing it was doing goes on. */
export class Crash extends Error {}

/** An in-memory journal whose process can die at a chosen append, before or after the entry is durable. */
export class MemoryJournal implements JournalStore {
  readonly entries: Entry[];
  dead = false;
  readonly #dieAt: { append: number; durable: boolean } | undefined;
  #appends = 0;

  constructor(entries: readonly Entry[] = [], dieAt?: { append: number; durable: boolean }) {
    this.entries = [...entries];
    this.#dieAt = dieAt;
  }

  async read() {
    this.#refuseIfDead();
    return [...this.entries];
  }

  async append(event: Event) {
    this.#refuseIfDead();
    const dies = this.#dieAt?.append === this.#appends++ ? this.#dieAt : undefined;
    if (dies?.durable !== false) this.entries.push(nextEntry(this.entries, { at: "1970-01-01T00:00:00.000Z", epoch: 1 }, event));
    if (dies !== undefined) this.die();
    this.#refuseIfDead();
  }

  die() {
    this.dead = true;
  }

  /** A moment passes in this process, if it still lives. */
  async tick() {
    await Promise.resolve();
    this.#refuseIfDead();
  }

  #refuseIfDead() {
    if (this.dead) throw new Crash();
  }
}

/** A chain of entries telling this story. */
export const story = (...events: readonly Event[]): readonly Entry[] =>
  events.reduce<readonly Entry[]>((entries, event) => [...entries, nextEntry(entries, { at: "1970-01-01T00:00:00.000Z", epoch: 1 }, event)], []);

/** A step that does nothing but count; overwrite what a test is about. */
export const toyStep = (step: Partial<Step> & Pick<Step, "id">): Step => ({
  title: step.id,
  needs: [],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (): Promise<Json> => `${step.id} is up`,
  ...step,
});

/** A kind of run made of these steps. */
export const toyPipeline = (steps: readonly Step[], name = "failover"): Pipeline => ({
  name,
  steps,
  covers: ["Pulumi.standby.yaml", "Pulumi.gcp.yaml"],
  needs: ["cloudflare.token", "database.ownerPassword", "application.secrets", "recovery.identity", "pulumi.passphraseFile"],
  describe: ({ given }) => [`Given: ${JSON.stringify(given ?? "nothing")}`],
});

const notHere = (what: string) => async (): Promise<never> => {
  throw new Error(`this test has no ${what}`);
};

/** Ports that answer nothing; give the ones a test is about. */
export const silentPorts = (ports: Partial<Ports> & Pick<Ports, "journal">): Ports => ({
  shell: { run: notHere("shell") },
  operator: { say: () => undefined, progress: () => undefined },
  objects: {
    list: notHere("objects"), folders: notHere("objects"), read: notHere("objects"), create: notHere("objects"),
    look: notHere("objects"), replace: notHere("objects"), remove: notHere("objects"), createFromFile: notHere("objects"), readToFile: notHere("objects"), ensureBucket: notHere("objects"),
  },
  listing: { pages: () => { throw new Error("listing is not here in this test"); }, sha256: notHere("listing") },
  dns: { records: notHere("dns"), originEncryption: notHere("dns"), replace: notHere("dns") },
  rds: {
    instance: notHere("rds"), instances: notHere("rds"), snapshots: notHere("rds"), kept: notHere("rds"), takeSnapshot: notHere("rds"),
    deleteSnapshot: notHere("rds"), events: notHere("rds"), parameters: notHere("rds"), modify: notHere("rds"), reboot: notHere("rds"),
  },
  resolver: { addresses: notHere("resolver") },
  http: { get: notHere("http") },
  tcp: { connect: notHere("tcp") },
  files: { read: notHere("files"), write: notHere("files"), list: notHere("files") },
  clock: { now: () => new Date(0), sleep: async () => undefined, elapsed: () => 0 },
  machine: { host: "laptop", identity: notHere("machine"), program: notHere("machine"), self: notHere("machine"), isAtWork: notHere("machine") },
  notices: { tell: notHere("notices") },
  ...ports,
});

export const noView: RunView = { expect: () => undefined, began: () => undefined, ended: () => undefined, close: () => undefined, concluded: () => undefined };

/** A watchdog that never has to act. */
export const quietWatchdog = (mark: string): Watchdog => ({
  mark,
  extend: () => undefined,
  holdOff: () => undefined,
  isOver: () => false,
  began: () => undefined,
  collected: () => undefined,
  release: async () => undefined,
  ended: new Promise(() => undefined),
});

/** A hold that nobody disputes. */
export const firmHold: Hold = { settle: async () => true, isInForce: () => true, tellSteps: () => undefined, answers: async () => [] };

/** Everything `drive` needs around toy steps. */
export const toyDrive = (steps: readonly Step[], journal: JournalStore, more: Partial<Drive> = {}): Drive => ({
  steps,
  journal,
  hold: firmHold,
  clock: { sleep: async () => undefined },
  portsFor: () => silentPorts({ journal }),
  about: { run: "r1", settings: settings(), projectDirectory: "/p", runDirectory: "/p/run", ansibleDirectory: "/kit/ansible", bundle: "/kit/dist/failover.tar", given: undefined },
  view: noView,
  stop: new AbortController().signal,
  ...more,
});

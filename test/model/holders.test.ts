/*
 * What is assumed, here as in docs/decisions/008: the store is strongly consistent, compares and writes in one step, and tells
 * ages by one clock of its own. A request is lost, heard twice, heard up to 25 s late, or its answer is lost. Processes pause, are
 * killed and are cut off; their clocks differ in pace by 4 in 100. Tools act until they are ended, whatever becomes of their kit;
 * told to end, they take up to 9 s; a watchdog ends them in a process of its own. Disks keep what was written.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { FailoverError, isExpected, type Code } from "../../scripts/core/errors.ts";
import type { Entry, Event } from "../../scripts/core/journal.ts";
import { writeLine } from "../../scripts/core/journal-line.ts";
import { replay } from "../../scripts/core/replay.ts";
import { drive } from "../../scripts/pipeline/engine.ts";
import { bucketCopy } from "../../scripts/pipeline/journal/bucket-copy.ts";
import { guardedPorts } from "../../scripts/pipeline/lease/guarded-ports.ts";
import { underLease, type Session } from "../../scripts/pipeline/session/under-lease.ts";
import type { JournalFile } from "../../scripts/ports.ts";
import type { Step } from "../../scripts/steps/step.ts";
import { memoryFile } from "../support/memory-file.ts";
import { noView, quietWatchdog, silentPorts, story, toyDrive, toyStep } from "../support/world.ts";
import { paperMachine } from "../support/paper-machine.ts";
import { ModelProcess, type Child } from "./model-process.ts";
import { unreliableStore, type Faults } from "./unreliable-store.ts";
import { randomFrom, VirtualTime } from "./virtual-time.ts";

const RUN = "r20261125-010000-ab12";
const TROUBLED_SECONDS = 400;
const buckets = { journal: "journal", leases: "leases" };
const beginning: readonly Event[] = [
  { type: "run-begun", run: RUN, pipeline: "toy", planDigest: "abc" },
  { type: "decision", decision: "declare", who: "ana", what: {}, why: "dark" },
];

/** What a person may be told in such a world. Two copies that do not match are no such thing: nobody here acts without the bucket. */
const mayBeTold: readonly Code[] = ["LEASE_HELD", "LEASE_UNANSWERED", "LEASE_UNREADABLE", "LEASE_TAKEN_OVER", "LEASE_LAPSED", "JOURNAL_TAKEN_OVER", "STORE_SILENT"];

type Trouble = { readonly holder: number; readonly at: number; readonly seconds: number; readonly what: "pause" | "cut off" | "kill" };

const trouble: fc.Arbitrary<Trouble> = fc.record({
  holder: fc.nat(3),
  at: fc.integer({ min: 0, max: TROUBLED_SECONDS }),
  seconds: fc.integer({ min: 1, max: 150 }),
  what: fc.constantFrom("pause", "cut off", "kill"),
});

const worlds = fc.record({
  seed: fc.nat(),
  holders: fc.array(fc.record({ startsAt: fc.nat(120), rate: fc.double({ min: 0.96, max: 1.04, noNaN: true }), takesOver: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }) }), { minLength: 2, maxLength: 4 }),
  steps: fc.array(fc.record({ seconds: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 240 })), needs: fc.array(fc.nat(4), { maxLength: 2 }) }), { minLength: 2, maxLength: 5 }),
  troubles: fc.array(trouble, { maxLength: 6 }),
  faults: fc.record({ lostRequest: fc.constantFrom(0, 0.05, 0.2), lostAnswer: fc.constantFrom(0, 0.05, 0.2), twice: fc.constantFrom(0, 0.1), late: fc.constantFrom(0, 0.05) }),
});

type World = typeof worlds extends fc.Arbitrary<infer W> ? W : never;

/** Everything that happened, for the claims below. */
async function play({ seed, holders, steps, troubles, faults }: World) {
  const time = new VirtualTime();
  const random = randomFrom(seed);
  const store = unreliableStore(time, random, faults satisfies Faults);
  const effects = new Map<string, number>();
  const settled: (Entry | undefined)[] = [];
  const processes: ModelProcess[] = [];
  const children = (): readonly Child[] => processes.flatMap((process) => process.children);
  const first = story(...beginning);
  const bucket = bucketCopy(store.objects, { bucket: buckets.journal, service: "shop" }, RUN);
  for (const entry of first) await bucket.put(entry);

  const run = { isDone: false };
  const strange: string[] = [];
  /** One person's wish to carry the run out, with one process after another as they are refused or die. */
  const person = (name: string, { rate, takesOver }: { rate: number; takesOver: boolean }, file: JournalFile, lives = { left: 40 }): ModelProcess => {
    // No two processes share a name, not even one that was killed and the one begun after it.
    const process = new ModelProcess(`${name}.${processes.filter((one) => one.name.startsWith(`${name}.`)).length}`, time, rate);
    processes.push(process);
    void carryOut(process, name, takesOver, file).then(
      (ended) => {
        if (ended === "done") run.isDone = true;
        else if (lives.left > 0) time.in(5 + random() * 30, () => process.isDead || current.set(name, person(name, { rate, takesOver }, file, { left: lives.left - 1 })));
      },
    );
    current.set(name, process);
    return process;
  };
  const current = new Map<string, ModelProcess>();

  async function carryOut(process: ModelProcess, machine: string, takesOver: boolean, file: JournalFile): Promise<"done" | "not yet"> {
    let ids = 0;
    try {
      const outcome = await underLease(
        { run: RUN, kind: "run", who: process.name, takeOver: takesOver ? "no sign of life" : undefined, command: "resume" },
        { objects: store.as(process), endpoint: "the store", service: "shop", buckets, file },
        {
          clock: process.clock,
          steadyClock: process.clock,
          stop: new AbortController().signal,
          say: () => undefined,
          newId: () => `${process.name}-${ids++}`,
          guard: async (mark) => ({ ...quietWatchdog(mark), extend: process.extend, release: async () => process.extend(1e6) }),
          enter: async () => {
            const others = () => children().some(({ owner, until }) => until === undefined && owner !== process.name && owner.startsWith(`${machine}.`));
            while (others()) await process.clock.sleep(1);
            return { release: async () => undefined };
          },
          answers: async () => [],
          machine: {
            ...paperMachine(),
            host: machine,
            self: async () => ({ machine, pid: 1, started: process.name }),
            isAtWork: async (named) => (named.machine !== machine ? "unknown" : !(processes.find(({ name }) => name === named.started)?.isDead ?? true)),
          },
        },
        (session) => drive(driveOf(process, session)),
      );
      return outcome.outcome === "done" ? "done" : "not yet";
    } catch (error) {
      if (!isExpected(error)) throw error;
      if (!mayBeTold.includes(error.code)) strange.push(`${process.name}: ${error.message}`);
      return "not yet";
    }
  }

  function driveOf(process: ModelProcess, session: Session) {
    const { journal, hold, stop } = session;
    const noting = { ...hold, settle: async () => {
      const may = await hold.settle();
      if (may) for (const entry of (await journal.read()).slice(settled.length)) settled[entry.seq] ??= entry;
      return may;
    } };
    const own = toyDrive(steps.map((step, index) => stepOf(step, index)), journal, { hold: noting, stop, clock: process.clock, view: noView });
    const tool = { run: async ({ file, timeoutSeconds }: { file: string; timeoutSeconds: number }) => {
      const how = await process.start(file, timeoutSeconds, stop, () => effects.set(file, (effects.get(file) ?? 0) + 1));
      if (how === "ended") throw new FailoverError("COMMAND_STOPPED", { command: file });
      return { exitCode: 0, stdout: "", stderr: "" };
    } };
    const ports = guardedPorts(silentPorts({ journal, shell: tool, clock: process.clock }), () => hold.isInForce());
    return { ...own, portsFor: () => ports };
  }

  function stepOf({ seconds, needs }: World["steps"][number], index: number): Step {
    const id = `s${index}`;
    return toyStep({
      id,
      needs: [...new Set(needs.filter((need) => need < index).map((need) => `s${need}`))],
      check: async () => (effects.has(id) ? id : undefined),
      run: async ({ shell }) => {
        await shell.run({ file: id, args: [], timeoutSeconds: seconds });
        return id;
      },
    });
  }

  const files = holders.map((_, index) => memoryFile(`m${index}`));
  holders.forEach((holder, index) => time.in(holder.startsAt, () => person(`m${index}`, holder, files[index] ?? memoryFile("none"))));
  for (const { holder, at, seconds, what } of troubles) {
    const name = `m${holder}`;
    time.in(at, () => {
      const process = current.get(name);
      if (process === undefined || process.isDead) return;
      if (what === "pause") { process.pause(); time.in(seconds, process.goOn); }
      if (what === "cut off") { process.cutOff(true); time.in(seconds, () => process.cutOff(false)); }
      if (what === "kill") {
        process.kill();
        const index = Number(name.slice(1));
        time.in(seconds, () => person(name, holders[index] ?? { rate: 1, takesOver: true }, files[index] ?? memoryFile("none")));
      }
    });
  }

  await time.passUntil(TROUBLED_SECONDS + 200, () => run.isDone);
  // The network heals, and somebody who may take over finishes what is left.
  store.heal();
  if (!run.isDone) person("last", { rate: 1, takesOver: true }, memoryFile("last"));
  await time.passUntil(time.now + 4000, () => run.isDone);
  return { isDone: run.isDone, bucket: await bucket.read(), settled, children: children(), effects, steps, strange };
}

/** One that stood still between taking the lease and its first word, while a later holder spoke: it wrote after that one's words, and the journal was broken for good. */
const stoodStill: World = {
  seed: 3,
  holders: [{ startsAt: 92, rate: 0.988645988949531, takesOver: true }, { startsAt: 101, rate: 0.9853205277424065, takesOver: true }, { startsAt: 61, rate: 0.96, takesOver: true }],
  steps: [154, 1, 123, 55, 68].map((seconds, index) => ({ seconds, needs: index === 4 ? [2] : [] })),
  troubles: [{ holder: 2, at: 250, seconds: 55, what: "kill" }, { holder: 1, at: 359, seconds: 98, what: "pause" }],
  faults: { lostRequest: 0, lostAnswer: 0, twice: 0.1, late: 0.05 },
};

const overlap = (a: Child, b: Child): boolean => a.from < (b.until ?? Infinity) && b.from < (a.until ?? Infinity);

test("whatever happens to holders and network: nobody acts beside another, no entry is lost, and the run ends", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const { isDone, bucket, settled, children, effects, steps, strange } = await play(world);
      for (const a of children) for (const b of children) if (a.owner !== b.owner && overlap(a, b)) throw new Error(`${a.owner} (${a.step}, ${a.from}-${a.until}) acts beside ${b.owner} (${b.step}, ${b.from}-${b.until})`);
      expect(replay(bucket).ended?.outcome).toBe("done");
      expect(isDone).toBe(true);
      expect(strange).toEqual([]);
      for (const entry of settled) if (entry !== undefined) expect(bucket[entry.seq] && writeLine(bucket[entry.seq] as Entry)).toBe(writeLine(entry));
      expect([...effects].toSorted()).toEqual(steps.map((_, index) => [`s${index}`, 1]));
    }),
    { examples: [[stoodStill]], numRuns: Number(process.env["MODEL_RUNS"] ?? 200) },
  );
}, 240_000);

import { describe, expect, test } from "vitest";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { leaseBytes, leaseName, type LeaseRecord } from "../../../scripts/core/lease.ts";
import { drive } from "../../../scripts/pipeline/engine.ts";
import { underLease } from "../../../scripts/pipeline/session/under-lease.ts";
import type { Clock, ObjectStore } from "../../../scripts/ports.ts";
import { ModelProcess } from "../../model/model-process.ts";
import { VirtualTime } from "../../model/virtual-time.ts";
import { memoryFile } from "../../support/memory-file.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperMachine } from "../../support/paper-machine.ts";
import { story, toyDrive, toyStep } from "../../support/world.ts";

/** How long an answer is waited for. */
const ANSWER_SECONDS = 5;
const RUN = "r20261125-010000-ab12";

const declared = story({ type: "run-begun", run: RUN, pipeline: "toy", planDigest: "abc" }, { type: "decision", decision: "declare", who: "ana", what: {}, why: "dark" });

const colleague: LeaseRecord = {
  schema: "failover-kit/lease/1", kind: "run", run: RUN, epoch: 1, since: "01:00", renewals: 3, at: ["stand-up"], state: "held", because: null, unheard: null,
  holder: { id: "theirs", who: "ben", host: "train", machine: "train-b", pid: 7, started: "1" },
};

/** A run of two steps, its store, its person, and a time in which nobody waits. */
function desk({ held, takeOver, firstSeconds = 1000 }: { held?: LeaseRecord; takeOver?: string; firstSeconds?: number } = {}) {
  const time = new VirtualTime();
  const { clock: steady } = new ModelProcess("kit", time, 1);
  const person = new AbortController();
  const store = memoryStore(() => time.now);
  if (held !== undefined) void store.objects.create("leases", leaseName("shop", "run"), leaseBytes(held));
  let isSilent = false;
  const answering = <Ask extends unknown[], Answer>(ask: (...of: Ask) => Promise<Answer>) => async (...of: Ask): Promise<Answer> => {
    if (isSilent) await steady.sleep(ANSWER_SECONDS);
    if (isSilent) throw new FailoverError("STORE_SILENT", { endpoint: "the store", tried: 1, reason: "timeout" });
    return ask(...of);
  };
  const whole = store.objects;
  const objects: ObjectStore = {
    ...whole,
    look: answering((bucket, name) => whole.look(bucket, name)),
    replace: answering((bucket, name, body, generation) => whole.replace(bucket, name, body, generation)),
    create: answering((bucket, name, body) => whole.create(bucket, name, body)),
    list: answering((bucket, prefix) => whole.list(bucket, prefix)),
    read: answering((bucket, name) => whole.read(bucket, name)),
  };
  // As the real one: a sleep ends with an error when the kit stops.
  const clock: Clock = { ...steady, sleep: (seconds, signal) => steady.sleep(seconds, signal === undefined ? person.signal : AbortSignal.any([person.signal, signal])) };
  const said: string[] = [];
  let attempts = 0;
  const ended = underLease(
    { run: RUN, kind: "run", who: "ana", takeOver, command: "resume" },
    { objects, endpoint: "the store", service: "shop", buckets: { journal: "journal", leases: "leases" }, file: memoryFile("journal.jsonl", declared) },
    {
      clock,
      steadyClock: steady,
      machine: { ...paperMachine(), isAtWork: async () => (held === undefined ? false : "unknown") },
      stop: person.signal,
      say: (line) => said.push(line),
      newId: () => `id${(attempts += 1)}`,
      guard: undefined,
      enter: async () => ({ release: async () => undefined }),
      answers: async () => [],
    },
    ({ journal, hold, stop }) => {
      const first = toyStep({ id: "first", run: async () => clock.sleep(firstSeconds, stop).then(() => null) });
      return drive(toyDrive([first, toyStep({ id: "second", needs: ["first"] })], journal, { hold, stop, clock }));
    },
  );
  return { time, ended, said, silence: () => void (isSilent = true), stop: () => person.abort() };
}

describe("a person who stops the kit", () => {
  test.each([10, 60])("%s s after the bucket fell silent is told that the run was stopped, not that the kit has a bug", async (seconds) => {
    const { time, ended, said, silence, stop } = desk();
    await time.passUntil(5);
    silence();
    await time.passUntil(5 + seconds);
    expect(said.some((line) => line.startsWith("Cut off from leases: the object store at the store gave no answer"))).toBe(seconds > 30);
    stop();
    const settled = ended.then((outcome) => outcome, (error: unknown) => ({ error }));
    await time.passUntil(200);
    expect(await settled).toEqual({ outcome: "stopped", failures: [] });
  });

  test("while nothing can begin need not wait for one answer after the other that will not come", async () => {
    const { time, ended, silence, stop } = desk({ firstSeconds: 8 });
    await time.passUntil(5);
    silence();
    await time.passUntil(15);
    stop();
    let endedAt: number | undefined;
    void ended.then(() => (endedAt = time.now));
    await time.passUntil(200);
    expect(endedAt).toBeLessThanOrEqual(15 + 3 * ANSWER_SECONDS);
  });

  test("while it waits to take over is told the same", async () => {
    const { time, ended, said, stop } = desk({ held: colleague, takeOver: "no answer from Ben" });
    await time.passUntil(20);
    expect(said).toEqual([expect.stringContaining("Unless ben at train is heard of again, they must have stopped in 60 s")]);
    stop();
    await expect(ended).rejects.toMatchObject({ code: "TAKE_OVER_STOPPED", advice: { exit: 4 } });
  });
});

import { expect, test } from "vitest";
import { FailoverError, isExpected } from "../../../scripts/core/errors.ts";
import { leaseBytes, leaseName, readLease } from "../../../scripts/core/lease.ts";
import { bucketCopy } from "../../../scripts/pipeline/journal/bucket-copy.ts";
import { underLease, type Session } from "../../../scripts/pipeline/session/under-lease.ts";
import type { ObjectStore } from "../../../scripts/ports.ts";
import { ModelProcess } from "../../model/model-process.ts";
import { VirtualTime } from "../../model/virtual-time.ts";
import { memoryFile } from "../../support/memory-file.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperMachine } from "../../support/paper-machine.ts";
import { story } from "../../support/world.ts";

const RUN = "r20261125-010000-ab12";
const buckets = { journal: "journal", leases: "leases" };
const name = leaseName("shop", "run");

/** A store with a declared run, a time that is no real one, and people with machines of their own. */
async function desks() {
  const time = new VirtualTime();
  const { objects } = memoryStore(() => time.now);
  const bucket = bucketCopy(objects, { bucket: buckets.journal, service: "shop" }, RUN);
  for (const entry of story({ type: "run-begun", run: RUN, pipeline: "toy", planDigest: "abc" })) await bucket.put(entry);

  const person = (who: string, takeOver: string | undefined, work: (session: Session) => Promise<string>, through: (process: ModelProcess) => ObjectStore = () => objects) => {
    const process = new ModelProcess(who, time, 1);
    let ids = 0;
    const ended = underLease(
      { run: RUN, kind: "run", who, takeOver, command: "resume" },
      { objects: through(process), endpoint: "the store", service: "shop", buckets, file: memoryFile() },
      {
        clock: process.clock,
        steadyClock: process.clock,
        machine: { ...paperMachine(), host: `${who}s-desk`, self: async () => ({ machine: who, pid: 1, started: "1" }), isAtWork: async () => "unknown" },
        newId: () => `${who}-${ids++}`,
        say: () => undefined,
        stop: new AbortController().signal,
        enter: async () => ({ release: async () => undefined }),
        guard: undefined,
        answers: async () => [],
      },
      work,
    ).catch((error: unknown) => {
      if (!isExpected(error)) throw error;
      return error;
    });
    return { process, ended };
  };
  const seen = async () => {
    const found = await objects.look(buckets.leases, name);
    if (found === undefined) throw new Error("there is no lease");
    return { ...found, record: readLease(found.body, name) };
  };
  return { time, objects, person, seen };
}

/** Work that lasts until its holder may no longer act. */
const untilStopped = ({ stop }: Session): Promise<string> => new Promise((resolve) => stop.addEventListener("abort", () => resolve("stopped"), { once: true }));

test("a holder that wakes up after another took over and finished says so, and touches nothing", async () => {
  const { time, person, seen } = await desks();
  let begun = 0;
  const ana = person("ana", undefined, async (session) => ((begun += 1), begun === 1 ? untilStopped(session) : "again"));
  await time.passUntil(15);
  ana.process.pause();
  const bo = person("bo", "ana's kit stands still", async () => "finished");
  await time.passUntil(100);
  expect(await bo.ended).toBe("finished");
  const before = await seen();
  expect(before.record).toMatchObject({ state: "released", epoch: 3 });

  ana.process.goOn();
  await time.passUntil(200);
  const error = await ana.ended;
  expect(error).toMatchObject({ code: "LEASE_TAKEN_OVER" });
  expect((error as FailoverError).advice.what).toMatch(/^bo took run .* from bos-desk .*: ana's kit stands still$/);
  expect(begun).toBe(1);
  expect((await seen()).generation).toBe(before.generation);
});

test("a holder that wakes up after its lease was pre-empted does not take it again", async () => {
  const { time, objects, person, seen } = await desks();
  let begun = 0;
  const ana = person("ana", undefined, async (session) => ((begun += 1), begun === 1 ? untilStopped(session) : "again"));
  await time.passUntil(15);
  ana.process.pause();
  const { record, generation } = await seen();
  await objects.replace(buckets.leases, name, leaseBytes({ ...record, state: "pre-empted", because: "run r2 of bo" }), generation);
  time.in(60, ana.process.goOn);
  await time.passUntil(120);
  expect(await ana.ended).toMatchObject({ code: "LEASE_PRE_EMPTED" });
  expect((await seen()).record.state).toBe("pre-empted");
});

test("a holder that was cut off is not shut out by its own attempt to come back, whose answer was lost", async () => {
  const { time, objects, person } = await desks();
  let isCutOff = false;
  let losesAnswers = 0;
  const silent = () => new FailoverError("STORE_SILENT", { endpoint: "the store", tried: 1, reason: "no answer" });
  const through = (): ObjectStore => ({
    ...objects,
    look: async (...asked) => {
      if (isCutOff || losesAnswers === 1) throw ((losesAnswers = 0), silent());
      return objects.look(...asked);
    },
    replace: async (...asked) => {
      if (isCutOff) throw silent();
      const answer = await objects.replace(...asked);
      if (losesAnswers === 2) throw ((losesAnswers = 1), silent());
      return answer;
    },
  });
  let begun = 0;
  const ana = person("ana", undefined, async (session) => ((begun += 1), begun === 1 ? untilStopped(session) : "finished"), through);
  await time.passUntil(15);
  isCutOff = true;
  await time.passUntil(80);
  [isCutOff, losesAnswers] = [false, 2];
  await time.passUntil(200);
  expect(await ana.ended).toBe("finished");
  expect(losesAnswers).toBe(0);
});

test("whoever takes over has said so in the bucket before their work begins, so that a former holder finds its next place taken", async () => {
  const { time, objects, person } = await desks();
  const bucket = bucketCopy(objects, { bucket: buckets.journal, service: "shop" }, RUN);
  const ana = person("ana", undefined, untilStopped);
  await time.passUntil(15);
  ana.process.pause();
  const bo = person("bo", "ana's kit stands still", async () => (await bucket.read()).map(({ event }) => (event.type === "decision" ? event.decision : event.type)).join(", "));
  await time.passUntil(100);
  expect(await bo.ended).toBe("run-begun, take-over");
});

test("a holder that goes on after a silence, however long it had renewed before, says that and not that somebody took over", async () => {
  const { time, objects, person } = await desks();
  const bucket = bucketCopy(objects, { bucket: buckets.journal, service: "shop" }, RUN);
  let isCutOff = false;
  const silent = async (): Promise<never> => Promise.reject(new FailoverError("STORE_SILENT", { endpoint: "the store", tried: 1, reason: "no answer" }));
  const through = (): ObjectStore => ({
    ...objects,
    look: (...asked) => (isCutOff ? silent() : objects.look(...asked)),
    replace: (...asked) => (isCutOff ? silent() : objects.replace(...asked)),
  });
  let begun = 0;
  const ana = person("ana", undefined, async (session) => ((begun += 1), begun === 1 ? untilStopped(session) : "finished"), through);
  await time.passUntil(25);
  isCutOff = true;
  await time.passUntil(90);
  isCutOff = false;
  await time.passUntil(120);
  expect([await ana.ended, begun]).toEqual(["finished", 2]);
  const decisions = (await bucket.read()).flatMap(({ event }) => (event.type === "decision" ? [[event.decision, event.why]] : []));
  expect(decisions).toEqual([["go-on", "the bucket answers again, and nobody took over meanwhile"]]);
});

test("a holder whose last words did not reach the bucket says so when it lets go, and the next one takes their place", async () => {
  const { time, objects, person, seen } = await desks();
  const deaf = (): ObjectStore => ({ ...objects, create: async () => Promise.reject(new FailoverError("STORE_SILENT", { endpoint: "the store", tried: 1, reason: "no answer" })) });
  const speaking = async ({ journal }: Session) => {
    await journal.append({ type: "decision", decision: "abandon", who: "ana", what: null, why: "" });
    return "said";
  };
  const ana = person("ana", undefined, speaking, deaf);
  await time.passUntil(20);
  expect(await ana.ended).toBe("said");
  expect((await seen()).record).toMatchObject({ state: "released", unheard: { who: "ana" } });
  const bo = person("bo", undefined, async ({ journal }) => (await journal.read()).map(({ event }) => (event.type === "decision" ? event.decision : event.type)).join(", "));
  await time.passUntil(40);
  expect(await bo.ended).toBe("run-begun, take-over");
  expect((await seen()).record).toMatchObject({ state: "released", unheard: null });
});

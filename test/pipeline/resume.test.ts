import fc from "fast-check";
import { expect, test } from "vitest";
import type { Entry } from "../../scripts/core/journal.ts";
import { replay, stateOf } from "../../scripts/core/replay.ts";
import { drive, type Hold } from "../../scripts/pipeline/engine.ts";
import type { Step } from "../../scripts/steps/step.ts";
import { Crash, firmHold, MemoryJournal, toyDrive, toyStep } from "../support/world.ts";

/** Which earlier steps each step needs, and how slow it is. */
const graphs = fc.array(fc.record({ needs: fc.array(fc.nat(6), { maxLength: 3 }), ticks: fc.nat(4) }), { minLength: 1, maxLength: 7 });

/** How a life ends: at an append, at a settling, in the middle of a step, or because its lease is lost, which it survives for a while. */
const ends = fc.oneof(
  fc.record({ append: fc.nat(15), durable: fc.boolean() }),
  fc.record({ settle: fc.nat(15), heard: fc.boolean() }),
  fc.record({ inStep: fc.nat(6), afterEffect: fc.boolean() }),
  fc.record({ loseAt: fc.nat(15) }),
);
type End = typeof ends extends fc.Arbitrary<infer E> ? E : never;

/** The journal of one life, with a hold that others can read only what was settled of. */
function life(entries: readonly Entry[], end: End | undefined) {
  const journal = new MemoryJournal(entries, end !== undefined && "append" in end ? end : undefined);
  const stop = new AbortController();
  let settled = entries.length;
  let asked = 0;
  const settle = async (): Promise<boolean> => {
    await journal.tick();
    const turn = asked++;
    if (end !== undefined && "loseAt" in end && turn >= end.loseAt) stop.abort();
    if (stop.signal.aborted) return false;
    const dies = end !== undefined && "settle" in end && turn === end.settle;
    if (!dies || end.heard) settled = journal.entries.length;
    if (dies) journal.die();
    await journal.tick();
    return true;
  };
  const hold: Hold = { ...firmHold, settle, isInForce: () => !stop.signal.aborted };
  return { journal, stop: stop.signal, hold, settled: () => journal.entries.slice(0, settled) };
}

test("a run that dies anywhere, any number of times, ends in the same world, with nothing done twice", async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.array(fc.record({ end: ends, elsewhere: fc.boolean() }), { maxLength: 6 }), async (graph, deaths) => {
      const ids = graph.map((_, i) => `s${i}`);
      const needsOf = (i: number) => [...new Set(graph[i]?.needs.filter((need) => need < i).map((need) => `s${need}`))];
      const world: string[] = [];
      const first = new MemoryJournal();
      await first.append({ type: "run-begun", run: "r1", pipeline: "toy", planDigest: "abc" });
      let entries: readonly Entry[] = first.entries;

      for (const death of [...deaths, undefined]) {
        const { journal, stop, hold, settled } = life(entries, death?.end);
        const steps: readonly Step[] = graph.map(({ ticks }, i) => {
          const id = `s${i}`;
          const end = death?.end;
          const dies = end !== undefined && "inStep" in end && end.inStep === i ? end : undefined;
          const work = async (effect: () => void) => {
            for (let tick = 0; tick < ticks; tick += 1) await journal.tick();
            if (dies?.afterEffect === false) journal.die();
            await journal.tick();
            effect();
            if (dies?.afterEffect === true) journal.die();
            await journal.tick();
            return id;
          };
          return toyStep({
            id,
            needs: needsOf(i),
            check: async () => {
              // Whoever takes over reads that this was begun, wherever they sit.
              expect(settled().some(({ event }) => event.type === "step-begun" && event.step === id)).toBe(true);
              return world.includes(id) ? id : undefined;
            },
            run: (_, context) =>
              work(() => {
                expect(needsOf(i).map(context.output)).toEqual(needsOf(i));
                world.push(id);
              }),
          });
        });
        const outcome = await drive(toyDrive(steps, journal, { hold, stop })).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        if (outcome !== undefined) expect(["done", "stopped"]).toContain(outcome.outcome);
        if (outcome?.outcome === "done") expect(replay(settled()).ended?.outcome).toBe("done");
        // Another machine goes on from what others can read; this one from its disk.
        entries = death?.elsewhere === true ? settled() : journal.entries;
        replay(entries);
      }

      const state = replay(entries);
      expect(state.ended?.outcome).toBe("done");
      expect(ids.map((id) => stateOf(state, id).at)).toEqual(ids.map(() => "done"));
      expect(world.toSorted()).toEqual(ids.toSorted());
      for (const [i, id] of ids.entries()) for (const need of needsOf(i)) expect(world.indexOf(need)).toBeLessThan(world.indexOf(id));
    }),
    { numRuns: Number(process.env["DEATHS_RUNS"] ?? 2000) },
  );
}, 240_000);

import fc from "fast-check";
import { expect, test } from "vitest";
import { replay, stateOf } from "../../scripts/core/replay.ts";
import { drive } from "../../scripts/pipeline/engine.ts";
import type { Step } from "../../scripts/steps/step.ts";
import { Crash, MemoryJournal, toyDrive, toyStep } from "../support/world.ts";

/** Which earlier steps each step needs, how slow it is, and whether it dies half way in one of its lives. */
const graphs = fc.array(fc.record({ needs: fc.array(fc.nat(6), { maxLength: 3 }), ticks: fc.nat(4) }), { minLength: 1, maxLength: 7 });
const deaths = fc.array(
  fc.oneof(
    fc.record({ append: fc.nat(15), durable: fc.boolean() }),
    fc.record({ inStep: fc.nat(6), afterEffect: fc.boolean() }),
  ),
  { maxLength: 6 },
);

test("a run that dies anywhere, any number of times, ends in the same world, with nothing done twice", async () => {
  await fc.assert(
    fc.asyncProperty(graphs, deaths, async (graph, deaths) => {
      const ids = graph.map((_, i) => `s${i}`);
      const needsOf = (i: number) => [...new Set(graph[i]?.needs.filter((need) => need < i).map((need) => `s${need}`))];
      const world: string[] = [];
      let journal = new MemoryJournal();
      await journal.append({ type: "run-begun", run: "r1", pipeline: "toy", planDigest: "abc" });

      for (const death of [...deaths, undefined]) {
        const life = new MemoryJournal(journal.entries, death !== undefined && "append" in death ? death : undefined);
        const steps: readonly Step[] = graph.map(({ ticks }, i) => {
          const id = `s${i}`;
          const dies = death !== undefined && "inStep" in death && death.inStep === i ? death : undefined;
          const work = async (effect: () => void) => {
            for (let tick = 0; tick < ticks; tick += 1) await life.tick();
            if (dies?.afterEffect === false) life.die();
            await life.tick();
            effect();
            if (dies?.afterEffect === true) life.die();
            await life.tick();
            return id;
          };
          return toyStep({
            id,
            needs: needsOf(i),
            check: async () => (world.includes(id) ? id : undefined),
            run: (_, context) =>
              work(() => {
                expect(needsOf(i).map(context.output)).toEqual(needsOf(i));
                world.push(id);
              }),
          });
        });
        await drive(toyDrive(steps, life)).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        journal = new MemoryJournal(life.entries);
        replay(journal.entries);
      }

      const state = replay(journal.entries);
      expect(state.ended?.outcome).toBe("done");
      expect(ids.map((id) => stateOf(state, id).at)).toEqual(ids.map(() => "done"));
      expect(world.toSorted()).toEqual(ids.toSorted());
      for (const [i, id] of ids.entries()) for (const need of needsOf(i)) expect(world.indexOf(need)).toBeLessThan(world.indexOf(id));
    }),
    { numRuns: 300 },
  );
});

import { describe, expect, test } from "vitest";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { tailOf, type Holdings } from "../../../scripts/core/restore-db/holdings.ts";
import { asJson } from "../../../scripts/core/restore-db/outputs.ts";
import { heldWithKeys, keepKeys } from "../../../scripts/steps/restore-db/held-keys.ts";
import { tellLoss } from "../../../scripts/steps/restore-db/tell-loss.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperRds } from "../../support/paper-rds.ts";
import { restoring } from "../../support/restore-db-world.ts";
import { memoryFiles, portsWith, sleepingClock } from "../../support/step-world.ts";

// Times that nothing puts together: as many keys as are ever asked for.
const times = Array.from({ length: 1000 }, (_, at) => new Date(1e12 - at * 7919).toISOString());
const held: Holdings = { tables: [{ table: "public.visits", rows: 4000, tail: tailOf(times, "time", 1000) }, { table: "public.notes", rows: null, because: "it is damaged" }] };
const context = restoring();
const listening = () => {
  const said: string[] = [];
  return { said, operator: { say: (line: string) => void said.push(line), progress: () => undefined } };
};

const place = () => ({ files: memoryFiles(), objects: memoryStore().objects, clock: sleepingClock(), ...listening() });

describe("the keys of a broken database", () => {
  test("are no part of the journal, however many there are, and come back as they were", async () => {
    const here = place();
    const kept = await keepKeys(here, context, held);
    expect(JSON.stringify(kept).length).toBeLessThan(400);
    expect(await heldWithKeys(here, context, kept)).toEqual(held);
  });

  test("are found by whoever goes on elsewhere", async () => {
    const here = place();
    const kept = await keepKeys(here, context, held);
    expect(await heldWithKeys({ ...here, files: memoryFiles() }, context, kept)).toEqual(held);
  });

  test("that are not those of the journal's hash are none: the rows alone are told, and that is said", async () => {
    const here = place();
    const kept = await keepKeys(here, context, held);
    const files = memoryFiles();
    await files.write(`${context.runDirectory}/broken-rows.json`, JSON.stringify(held).replace("4000", "4001"));
    const found = await heldWithKeys({ ...here, files, objects: memoryStore().objects }, context, kept);
    expect(found.tables).toEqual([{ table: "public.visits", rows: 4000 }, { table: "public.notes", rows: null, because: "it is damaged" }]);
    expect(here.said.join()).toContain("only its rows are told");
  });

  test("hold nothing up: a store that is silent or refuses is told, and the file here is enough", async () => {
    for (const create of [() => new Promise<never>(() => undefined), () => Promise.reject(new FailoverError("COMMAND_STOPPED", { command: "x" }))]) {
      const here = place();
      const kept = await keepKeys({ ...here, objects: { ...here.objects, create } }, context, held);
      expect(here.said.join()).toContain("kept on this machine only");
      expect(await heldWithKeys(here, context, kept)).toEqual(held);
    }
  });
});

test("people are told what they were told when the journal held them, and of an old journal the same", async () => {
  const here = place();
  const kept = await keepKeys(here, context, held);
  const base = { counted: { "public.visits": 3990, "public.notes": 4 }, newest: { "public.visits": times[9] } };
  const tell = async (counted: object) => {
    const { said, operator } = listening();
    const outputs = { "count-broken": asJson({ asked: true, at: "2026-11-25T01:04:30.000Z", ...counted }), "verify-database": asJson({ comparedWith: null, rowsDiffering: [], base }) };
    await tellLoss.run(portsWith({ ...here, rds: paperRds(), operator }), restoring({ outputs }));
    return said.join("\n");
  };
  const now = await tell(kept);
  expect(now).toContain("visits: 3990 rows restored, the broken one 4000, 10 more; 9 newer than the newest restored");
  expect(await tell({ held })).toBe(now);
});

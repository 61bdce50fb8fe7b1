import { join } from "node:path";
import { gigabyteSql } from "../../lab/shop/seed.ts";
import { partsOf } from "../../lab/shop/size.ts";
import { inWorkbench, type Workbench } from "../../lab/workbench/workbench.ts";
import { compare, type Round } from "../comparison.ts";
import { byHand, uploadPlainDump } from "../restore-peers.ts";
import { runProgram } from "../run-program.ts";
import type { Result, Suite } from "../suite.ts";

const kit = join(import.meta.dirname, "../..");
const ROUNDS = { "hand-tuned": 3, naive: 1 } as const;
const SECONDS = 900;
const GIGABYTE = 1e9;

/** Restores of one database of 1 GB on one target, all from encrypted objects in the bucket to a server with statistics in production. */
export const suite: Suite = {
  about: "how many times as long as the kit's restore others take from the same bucket on the same target: an expert by hand, and psql of a plain dump; 1 GB",
  run: async (say, { bytes = GIGABYTE }) => {
    await runProgram("node", ["build.mjs"], kit);
    const results: Result[] = [];
    await inWorkbench(say, async (bench) => {
      await bench.source.sql(`BEGIN;\n${gigabyteSql(partsOf(bytes))}\nCOMMIT;\nANALYZE;`, { as: "shop", timeoutSeconds: SECONDS });
      say(`the database is filled: ${(await bench.source.sql("SELECT pg_database_size(current_database())")).trim()} bytes`);
      const { id } = await bench.exportBackup([], SECONDS);
      await uploadPlainDump(bench);
      const rounds: Record<keyof typeof ROUNDS, Round[]> = { "hand-tuned": [], naive: [] };
      for (let round = 0; round < ROUNDS["hand-tuned"]; round++) {
        const against = await ours(bench, id);
        rounds["hand-tuned"].push({ measured: await byHand(bench, "hand-tuned", id), against });
        if (round < ROUNDS.naive) rounds.naive.push({ measured: await byHand(bench, "naive", id), against });
        say(`round ${round + 1}: ${JSON.stringify({ ours: against, handTuned: rounds["hand-tuned"].at(-1)?.measured, naive: rounds.naive[round]?.measured })}`);
      }
      results.push(
        { id: "restore/hand-tuned", measured: "pg_restore by an expert's hand", against: "the kit's restore", ...compare(rounds["hand-tuned"]) },
        { id: "restore/naive", measured: "psql of a plain dump, stock settings", against: "the kit's restore", ...compare(rounds.naive) },
      );
    });
    return results;
  },
};

/** The kit's restore as the step sees it: from handing over the job to the unit's last word. */
async function ours(bench: Workbench, backup: string): Promise<number> {
  const { target } = bench;
  await target.makeAnew();
  const request = await bench.restoreRequest(backup);
  const from = performance.now();
  const { state, phase, failure } = await target.restore(request);
  if (state !== "done") throw new Error(`the restore failed while ${phase}: ${failure?.what ?? "without a word"}`);
  return performance.now() - from;
}

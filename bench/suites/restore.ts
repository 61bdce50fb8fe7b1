import { join } from "node:path";
import { gigabyteSql } from "../../lab/shop/seed.ts";
import { partsOf } from "../../lab/shop/size.ts";
import { inWorkbench, type Workbench } from "../../lab/workbench/workbench.ts";
import { compare, type Round } from "../comparison.ts";
import { piecesOf, type Piece } from "../progress.ts";
import { byHand, uploadPlainDump } from "../restore-peers.ts";
import { runProgram } from "../run-program.ts";
import type { Result, Suite } from "../suite.ts";

const kit = join(import.meta.dirname, "../..");
const SECONDS = 900;
const GIGABYTE = 1e9;

const restores = {
  kit: { piece: ["the kit's restore", 19], once: (bench: Workbench, backup: string) => ours(bench, backup) },
  "hand-tuned": { piece: ["an expert's restore by hand", 19], once: (bench: Workbench, backup: string) => byHand(bench, "hand-tuned", backup) },
  naive: { piece: ["psql of a plain dump", 28], once: (bench: Workbench, backup: string) => byHand(bench, "naive", backup) },
} as const;
type Who = keyof typeof restores;

/** The rounds: who goes first changes, since what was just read or freed helps or hinders the next. What is first of all only warms up. */
const ROUNDS: readonly (readonly Who[])[] = [["kit", "hand-tuned", "naive"], ["naive", "hand-tuned", "kit"], ["kit", "naive", "hand-tuned"]];

const planFor = (bytes: number): readonly Piece[] => {
  const pieces: readonly Piece[] = [["filling the database", 50], ["exporting it", 12], ["putting a plain dump beside it", 14], ["the kit's restore, to warm up", 19], ...ROUNDS.flat().map((who) => restores[who].piece)];
  return pieces.map(([what, seconds]) => [what, (seconds * bytes) / GIGABYTE]);
};

/** Restores of one database of 1 GB on one target, all from encrypted objects in the bucket to a server with statistics in production. */
export const suite: Suite = {
  about: "how many times as long as the kit's restore others take from the same bucket on the same target: an expert by hand, and psql of a plain dump; 1 GB, about six minutes",
  run: async (say, { bytes = GIGABYTE }) => {
    await runProgram("node", ["build.mjs"], kit);
    const results: Result[] = [];
    await inWorkbench(say, async (bench) => {
      const next = piecesOf(planFor(bytes), say);
      await next(() => fill(bench, bytes));
      say(`the database is filled: ${(await bench.source.sql("SELECT pg_database_size(current_database())")).trim()} bytes`);
      const { id } = await next(() => bench.exportBackup([], SECONDS));
      await next(() => uploadPlainDump(bench));
      await next(() => restores.kit.once(bench, id));
      const against: Record<Exclude<Who, "kit">, Round[]> = { "hand-tuned": [], naive: [] };
      for (const round of ROUNDS) {
        const took: Partial<Record<Who, number>> = {};
        for (const who of round) {
          took[who] = await next(() => restores[who].once(bench, id));
          say(`${restores[who].piece[0]}: ${(took[who] / 1000).toFixed(1)} s`);
        }
        for (const peer of ["hand-tuned", "naive"] as const) if (took[peer] !== undefined && took.kit !== undefined) against[peer].push({ measured: took[peer], against: took.kit });
      }
      results.push(
        { id: "restore/hand-tuned", measured: "pg_restore by an expert's hand", against: "the kit's restore", ...compare(against["hand-tuned"]) },
        { id: "restore/naive", measured: "psql of a plain dump, stock settings", against: "the kit's restore", ...compare(against.naive) },
      );
    });
    return results;
  },
};

/** With its visibility maps, too: else the server would go on with them on the same processors while restores are timed. */
async function fill({ source }: Workbench, bytes: number): Promise<void> {
  await source.sql(`BEGIN;\n${gigabyteSql(partsOf(bytes))}\nCOMMIT;\nVACUUM ANALYZE;`, { as: "shop", timeoutSeconds: SECONDS });
}

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

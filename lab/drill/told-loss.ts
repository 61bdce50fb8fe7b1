import { z } from "zod";

/** What a run of `restore-db` says was lost, as its report has it. */
export const lossTold = z.object({
  recoveredUntil: z.string(),
  writesUntil: z.string(),
  lossSecondsAtMost: z.number(),
  comparedWith: z.string().nullable(),
  rowsDiffering: z.array(z.string()),
  brokenRows: z.union([
    z.object({ told: z.literal(false), because: z.string() }),
    z.object({ told: z.literal(true), differing: z.array(z.object({ table: z.string(), restored: z.number().nullable(), other: z.number().nullable() })) }),
  ]),
});

/** An order that the customer was promised and that is not there, and when it was promised. */
export type LostOrder = { readonly id: string; readonly at: string };

type Pair = { readonly restored: number; readonly other: number };

/** The kit's word: between which two moments, in which tables how many rows beside the newest export, and what it could say of the broken one. */
export type ToldLoss = {
  readonly recoveredUntil: string;
  readonly writesUntil: string;
  readonly lossSecondsAtMost: number;
  readonly export: string | null;
  readonly tables: readonly ({ readonly table: string } & Pair)[];
  readonly beside: string;
};

/** One table's rows by the kit's word and as the lab counted them; undefined where nobody could. */
export type CountedTable = { readonly table: string; readonly told: Pair; readonly found: Partial<Pair> };

const LINE = /^(.+): (\d+) rows, the export has (\d+)$/;

/** What it told, in numbers again. */
export function toldLossOf(said: z.infer<typeof lossTold>): ToldLoss {
  const { recoveredUntil, writesUntil, lossSecondsAtMost, comparedWith, rowsDiffering, brokenRows } = said;
  const tables = rowsDiffering.map((line) => {
    const [, table, restored, other] = LINE.exec(line) ?? [];
    if (table === undefined) throw new Error(`the kit's line on a table reads otherwise than it used to: ${line}`);
    return { table, restored: Number(restored), other: Number(other) };
  });
  const beside = brokenRows.told ? `${brokenRows.differing.length} tables differ` : `it could not be told, ${brokenRows.because}`;
  return { recoveredUntil, writesUntil, lossSecondsAtMost, export: comparedWith, tables, beside };
}

/** The orders that the client lost and that do not lie between the two moments told: whoever believed the kit would not look for them. */
export const untold = (lost: readonly LostOrder[], { recoveredUntil, writesUntil }: ToldLoss): readonly string[] => lost.filter(({ at }) => at <= recoveredUntil || at > writesUntil).map(({ id }) => id);

/** Each table that was counted beside the kit's word for it; of a table that it does not name, that is: as in the export. */
export function countedBeside({ tables }: ToldLoss, restored: ReadonlyMap<string, number>, exported: ReadonlyMap<string, number>): readonly CountedTable[] {
  const said = new Map(tables.map(({ table, ...pair }) => [table, pair]));
  return [...new Set([...said.keys(), ...restored.keys()])].toSorted().map((table) => {
    const [rows, there] = [restored.get(table), exported.get(table)];
    return { table, told: said.get(table) ?? { restored: there ?? 0, other: there ?? 0 }, found: { ...(rows === undefined ? {} : { restored: rows }), ...(there === undefined ? {} : { other: there }) } };
  });
}

/** Where the kit's word and the lab's counting part. */
export const wrongCounts = (counted: readonly CountedTable[]): readonly string[] =>
  counted.flatMap(({ table, told, found }) =>
    told.restored === found.restored && told.other === found.other ? [] : [`the kit told of ${table}: ${told.restored} rows restored, ${told.other} in the export; there are ${found.restored ?? "nobody knows how many"} and ${found.other ?? "nobody knows how many"}`],
  );

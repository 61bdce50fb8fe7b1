import type { Spread } from "./comparison.ts";
import type { Result } from "./suite.ts";

/** The results for a person, a line each. */
export function tableText(results: readonly Result[]): string {
  const rows = results.map(({ id, milliseconds, ratio, rounds, measured, against, server, measuredMilliseconds, againstMilliseconds }) => [
    [id, `${signed(milliseconds)} ms`, `${ratio.toFixed(2)} ×`, spreadText(measuredMilliseconds), spreadText(againstMilliseconds), String(rounds)],
    `${id}: ${measured}, against ${against}${server === undefined ? "" : `; ${server}`}`,
  ] as const);
  const cells = [["", "longer", "as long", "min / median / max, ms", "against, ms", "rounds"], ...rows.map(([row]) => row)];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd());
  return [...lines, "", ...rows.map(([, legend]) => legend)].join("\n");
}

const signed = (milliseconds: number): string => `${milliseconds < 0 ? "" : "+"}${milliseconds.toFixed(0)}`;
const spreadText = ({ min, median, max }: Spread): string => [min, median, max].map((value) => value.toFixed(0)).join(" / ");

import { fitted } from "../core/one-line.ts";
import { redraw } from "../core/redraw.ts";
import type { Board } from "../world.ts";
import type { Screen } from "./terminal.ts";

const PIPE_COLUMNS = 120;

/** Rows at the bottom of a terminal; in a pipe, a line for each piece of news. */
export function board({ write, size }: Pick<Screen, "write" | "size">, cover: (text: string) => string): Board {
  let drawn: readonly string[] = [];
  const draw = (rows: readonly string[]) => {
    const screen = size();
    if (screen === undefined) return false;
    // Never more than fit above the cursor, nor as wide as the terminal: else what was drawn cannot be taken back.
    const frame = rows.slice(0, Math.max(0, screen.rows - 2)).map((row) => fitted(cover(row), Math.max(1, screen.columns - 1)));
    write(redraw(drawn, undefined, frame, screen.columns));
    drawn = frame;
    return true;
  };
  return {
    show: (rows, news) => {
      if (!draw(rows)) write(`${fitted(cover(news), PIPE_COLUMNS)}\n`);
    },
    close: () => void draw([]),
  };
}

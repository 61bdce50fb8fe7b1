import { displayWidth } from "./one-line.ts";

/**
 * What a terminal is sent to replace the lines at its bottom, with `above` left standing over them. All in one piece, and lines are
 * overwritten before the rest is erased: nothing flickers. Lines that a narrower window has folded since count as often as they were folded.
 */
export function redraw(drawn: readonly string[], above: string | undefined, frame: readonly string[], columns: number): string {
  const up = drawn.reduce((rows, line) => rows + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
  const back = up === 0 ? "\r" : `\r\u001b[${up}A`;
  const lines = frame.map((line) => `${line}\u001b[K\r\n`).join("");
  return above === undefined ? `${back}${lines}\u001b[J` : `${back}\u001b[J${above.replaceAll("\n", "\r\n")}\r\n${lines}`;
}

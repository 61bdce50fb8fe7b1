import { displayWidth } from "./one-line.ts";

/**
 * What a terminal is sent to replace the lines at its bottom, with `above` left standing over them: one piece, so that nothing flickers.
 * Lines that a narrower window has folded since count as often as they were folded. The screen is never erased from its first row on:
 * some terminals take that for the start of a new page and keep the old one in their history.
 */
export function redraw(drawn: readonly string[], above: string | undefined, frame: readonly string[], columns: number): string {
  const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
  const back = `\r${up(rows)}`;
  const isFolded = rows > drawn.length;
  if (above === undefined && frame.length > 0 && !isFolded) return `${back}${frame.map((line) => `${line}\u001b[K\r\n`).join("")}\u001b[J`;
  // Erased as a whole, a row forgets that it was folded; overwritten it would be joined with the next when the window is widened.
  const erase = `${"\u001b[2K\r\n".repeat(rows)}${up(rows)}`;
  const lines = [...(above?.split("\n") ?? []), ...frame];
  return `${back}${erase}${lines.map((line) => `${line}\r\n`).join("")}`;
}

const up = (rows: number): string => (rows === 0 ? "" : `\u001b[${rows}A`);

import { escapeHtml } from "../escape-html.ts";
import type { ObservedState } from "../observation.ts";
import { ageText } from "../ready/ages.ts";
import type { Panel } from "./timeline.ts";

const colour: Readonly<Record<ObservedState, string>> = { down: "#b3261e", degraded: "#d98e04", up: "#3a7d44", unknown: "#bdbdbd" };
const [WIDTH, LABEL, ROW, HEAD] = [900, 160, 22, 30] as const;

/** The evidence over time as a picture for a report; it needs nothing else to be shown. */
export function timelineSvg(panels: readonly Panel[]): string {
  let top = 10;
  const parts = panels.flatMap((panel) => {
    const scale = (WIDTH - LABEL - 20) / Math.max(1, panel.to - panel.from);
    const x = (at: number): string => (LABEL + (Math.max(panel.from, Math.min(panel.to, at)) - panel.from) * scale).toFixed(1);
    const head = `<text x="10" y="${top + 15}" font-weight="bold">${escapeHtml(panel.title)}, ${ageText((panel.to - panel.from) / 1000)} up to ${new Date(panel.to).toISOString().slice(0, 19)}Z</text>`;
    const rows = panel.rows.map(({ label, stretches, moments }, index) => {
      const y = top + HEAD + index * ROW;
      const bars = stretches
        .filter(({ from, to }) => to > panel.from && from < panel.to)
        .map(({ from, to, state }) => `<rect x="${x(from)}" y="${y}" width="${Math.max(0.5, Number(x(to)) - Number(x(from))).toFixed(1)}" height="14" fill="${colour[state]}"><title>${state} ${new Date(from).toISOString()}</title></rect>`);
      const dots = moments.filter((at) => at >= panel.from).map((at) => `<circle cx="${x(at)}" cy="${y + 7}" r="5" fill="#1f4e79"/>`);
      return [`<text x="10" y="${y + 12}">${escapeHtml(label)}</text>`, ...bars, ...dots].join("");
    });
    top += HEAD + panel.rows.length * ROW + 12;
    return [head, ...rows];
  });
  const legend = (["down", "degraded", "up", "unknown"] as const).map((state, index) => `<rect x="${10 + index * 120}" y="${top}" width="14" height="14" fill="${colour[state]}"/><text x="${30 + index * 120}" y="${top + 12}">${state === "down" ? "DOWN" : state}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top + 30}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#ffffff"/>${[...parts, ...legend].join("")}</svg>\n`;
}

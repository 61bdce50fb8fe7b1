import { escapeHtml } from "../escape-html.ts";
import type { Evidence, Triage, Weight } from "../triage.ts";
import { confidenceMeans } from "./confidence.ts";
import { glyphs, matrixOf } from "./matrix.ts";
import { probeNamed } from "./probe-names.ts";
import { verdictLine, verdictWords } from "./text.ts";

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d0d7de; --quiet: #57606a; --up: #1a7f37; --degraded: #9a6700; --down: #cf222e; --unknown: #57606a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --line: #30363d; --quiet: #9198a1; --up: #3fb950; --degraded: #d29922; --down: #f85149; --unknown: #9198a1; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.quiet { color: var(--quiet); } code { font-family: ui-monospace, monospace; border: 1px solid var(--line); border-radius: 4px; padding: .1rem .35rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: .3rem .6rem; } thead th { border-bottom-width: 2px; }
tbody th { font-weight: 400; } td b { white-space: nowrap; } td span { display: block; color: var(--quiet); font-size: .8rem; overflow-wrap: anywhere; }
.up b { color: var(--up); } .degraded b { color: var(--degraded); } .down b { color: var(--down); } .unknown b { color: var(--unknown); }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --line: #999; --quiet: #333; --up: #000; --degraded: #000; --down: #000; --unknown: #000; } body { margin: 0; max-width: none; font-size: 10pt; } .scroll { overflow: visible; } tr { break-inside: avoid; } thead { display: table-header-group; } }
`;

/** The same as one file that needs nothing else: no script, no address, light and dark, fit to print. */
export function triageHtml(found: Triage): string {
  const list = (title: string, lines: readonly string[]) => (lines.length === 0 ? "" : `<h2>${escapeHtml(title)}</h2>\n<ul>\n${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("\n")}\n</ul>`);
  const told = (weight: Weight) => found.evidence.filter(({ speaks }) => speaks === weight).map(lineOf);
  const at = `${found.at.slice(0, 19).replace("T", " ")} UTC`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${found.service}: ${verdictWords[found.verdict]}, ${at}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="quiet">${escapeHtml(`${found.service}, ${at}`)}</p>
<h1>${escapeHtml(verdictLine(found))}</h1>
<p>Because ${escapeHtml(found.because)}.</p>
${found.also.length === 0 ? "" : `<p>Besides: ${escapeHtml(found.also.map((one) => verdictWords[one]).join("; "))}.</p>`}
<p class="quiet">${escapeHtml(`${found.confidence} confidence: ${confidenceMeans[found.confidence]}.`)}</p>
<h2>What to do</h2>
<p>${escapeHtml(found.branch)}.</p>
<p>Next: <code>${escapeHtml(found.next)}</code></p>
${list("Contradictions", found.conflicts)}
${list("For it", told("for"))}
${list("Against it", told("against"))}
${list("What would make it surer", found.settle)}
<h2>What was seen, from where</h2>
<div class="scroll">
${matrixTable(found)}
</div>
</main>
</body>
</html>
`;
}

const lineOf = ({ probe, target, from, state, value }: Evidence): string => `${glyphs[state]} ${state}: ${probeNamed(probe)?.title ?? probe}, ${target}, from ${from}: ${value}`;

function matrixTable({ evidence }: Triage): string {
  const { places, rows } = matrixOf(evidence);
  const head = `<thead><tr><th scope="col">what</th>${places.map((place) => `<th scope="col">${escapeHtml(place)}</th>`).join("")}</tr></thead>`;
  const cell = (one: (typeof rows)[number]["cells"][number]) => (one === undefined ? "<td></td>" : `<td class="${one.state}"><b>${glyphs[one.state]} ${one.state}</b><span>${escapeHtml(one.value)}</span></td>`);
  return `<table>\n${head}\n<tbody>\n${rows.map(({ title, cells }) => `<tr><th scope="row">${escapeHtml(title)}</th>${cells.map(cell).join("")}</tr>`).join("\n")}\n</tbody>\n</table>`;
}

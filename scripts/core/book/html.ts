import { escapeHtml } from "../escape-html.ts";
import { unbrokenNumbers } from "./letters.ts";
import { pieces, type Block, type Book, type Panel, type Words } from "./blocks.ts";

/** The book as one file that needs nothing else: no script, no picture, no font from elsewhere; it prints well. */
export function htmlOf(book: Book): string {
  const { service, digest, printedAt, version } = book;
  const contents = book.chapters.map(({ title }, index) => `<li><a href="#chapter-${index + 1}">${escapeHtml(title)}</a></li>`).join("\n");
  const chapters = book.chapters.map(({ title, blocks }, index) => `<section id="chapter-${index + 1}"><h2>${index + 1}. ${escapeHtml(title)}</h2>\n${blocks.map(blockOf).join("\n")}</section>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(service)}: continuity plan ${digest}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escapeHtml(service)}: continuity plan</h1><p>Version <code>${digest}</code>, printed ${escapeHtml(printedAt)}, failover-kit ${escapeHtml(version)}</p></header>
<nav><ol>
${contents}
</ol></nav>
${chapters.join("\n")}
<section id="card"><h2>Card for the wallet</h2><div class="card">${book.card.map(panelOf).join("")}</div></section>
</body>
</html>
`;
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h3>${inline(block.words)}</h3>`;
    case "words":
      return `<p>${inline(block.words)}</p>`;
    case "note":
      return `<p class="note">${inline(block.words)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${inline(item)}</li>`).join("")}</ul>`;
    case "boxes":
      return `<ul class="boxes">${block.items.map((item) => `<li>${inline(item)}</li>`).join("")}</ul>`;
    case "typed":
      return `<p class="at">${inline(block.at)}</p><pre><code>${block.lines.map(escapeHtml).join("\n")}</code></pre>`;
    case "table":
      return `<table><thead>${rowOf(block.head, "th")}</thead><tbody>${block.rows.map((cells) => rowOf(cells, "td")).join("")}</tbody></table>`;
  }
}

const rowOf = (cells: readonly Words[], tag: "th" | "td"): string => `<tr>${cells.map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join("")}</tr>`;
const panelOf = ({ title, lines }: Panel): string => `<div><strong>${escapeHtml(title)}</strong>${lines.map((line) => `<span>${inline(line)}</span>`).join("")}</div>`;

const inline = (words: Words): string => pieces(words).map(({ text, exact }) => (exact ? `<code>${escapeHtml(text)}</code>` : escapeHtml(unbrokenNumbers(text)).replaceAll(/\*\*(.+?)\*\*/g, "<strong>$1</strong>"))).join("");

const style = `
:root { color-scheme: light dark; --line: #8886; --back: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); } h3 { margin-top: 2rem; }
pre { background: var(--back); border: 1px solid var(--line); padding: .6rem; overflow-x: auto; font-size: .85rem; }
.at { margin-bottom: -.6rem; font-size: .9rem; }
.note { border-left: 4px solid; padding-left: .8rem; font-weight: 600; }
.boxes { list-style: none; padding-left: 1.6rem; } .boxes li::before { content: ""; display: inline-block; width: .8rem; height: .8rem; border: 1px solid; margin: 0 .6rem 0 -1.4rem; vertical-align: -1px; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid var(--line); padding: .2rem .5rem; text-align: left; vertical-align: top; }
.card { display: grid; grid-template-columns: repeat(4, 1fr); border: 1px dashed var(--line); } .card > div { border: 1px dashed var(--line); padding: .5rem; min-height: 8rem; font-size: .75rem; } .card span { display: block; overflow-wrap: anywhere; }
@media print { body { max-width: none; margin: 0; font-size: 11pt; } section { break-before: page; } pre { white-space: pre-wrap; overflow-wrap: anywhere; } h3 { break-after: avoid; } }
`;

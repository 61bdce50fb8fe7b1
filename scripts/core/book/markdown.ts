import { pieces, type Block, type Book, type Words } from "./blocks.ts";

/** The book as Markdown that any viewer shows; the card is its last chapter. */
export function markdownOf(book: Book): string {
  const parts = [
    `# ${escaped(book.service)}: continuity plan`,
    `Version \`${book.digest}\`, printed ${book.printedAt}, failover-kit ${book.version}`,
    ...book.chapters.flatMap(({ title, blocks }, index) => [`## ${index + 1}. ${escaped(title)}`, ...blocks.map(blockOf)]),
    "## Card for the wallet",
    ...book.card.flatMap(({ title, lines }) => [`**${escaped(title)}**`, lines.map(inline).join("  \n")]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `### ${inline(block.words)}`;
    case "words":
      return inline(block.words);
    case "note":
      return `> ${inline(block.words)}`;
    case "list":
      return block.items.map((item) => `- ${inline(item)}`).join("\n");
    case "boxes":
      return block.items.map((item) => `- [ ] ${inline(item)}`).join("\n");
    case "typed":
      return `${inline(block.at)}\n\n${fenced(block.lines, "sh")}`;
    case "table":
      return [block.head, block.head.map(() => "---"), ...block.rows].map((cells) => `| ${cells.map((cell) => inline(cell).replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
  }
}

const fenced = (lines: readonly string[], language = "text"): string => [`\`\`\`${language}`, ...lines, "```"].join("\n");

/** Bold marks are the book's own; everything else that Markdown would take for one is not. */
const inline = (words: Words): string => pieces(words).map(({ text, exact }) => (exact ? `\`${text}\`` : escaped(text))).join("");
const escaped = (text: string): string => text.replaceAll(/[\\<>#[\]_]/g, "\\$&");

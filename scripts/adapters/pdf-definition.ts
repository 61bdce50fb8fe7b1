import { pieces, type Block, type Book, type Panel, type Words } from "../core/book/blocks.ts";
import { unbrokenNumbers } from "../core/book/letters.ts";

export type PaperSize = "A4" | "Letter";

/** A document, or a part of one, as the library takes it; its own types would bring a browser's with them. */
export type Content = Readonly<Record<string, unknown>>;
type Node = { readonly headlineLevel?: number };
type Nodes = { readonly getFollowingNodesOnPage: () => readonly Node[] };

const GREY = "#666666";
const BOX = 8;
/** A panel of the folded card, in points: 54 by 85 mm, as a bank's card. */
const PANEL = { width: 153, height: 241 };
const COLUMNS = 4;
/** So many lines to type stay together on a page. */
const SHORT = 12;

/** The book as a document for the PDF library: a page for the title and the contents, a chapter each on new pages, the card on a sheet of its own. */
export function pdfDefinition(book: Book, size: PaperSize): Content {
  const { service, digest, printedAt, version } = book;
  return {
    pageSize: size === "A4" ? "A4" : "LETTER",
    pageMargins: [54, 50, 54, 60],
    info: { title: `${service}: continuity plan ${digest}`, creator: `failover-kit ${version}` },
    defaultStyle: { font: "Roboto", fontSize: 10, lineHeight: 1.2 },
    styles,
    content: [
      { text: `${service}: continuity plan`, style: "title" },
      { text: `Version ${digest}, printed ${printedAt}`, style: "subtitle" },
      { toc: { title: { text: "Contents", style: "contents" }, numberStyle: { color: GREY } } },
      ...book.chapters.flatMap(({ title, blocks }, index): Content[] => [
        { text: `${index + 1}. ${title}`, style: "chapter", pageBreak: "before", tocItem: true, headlineLevel: 1 },
        ...withTitles(blocks),
      ]),
      { text: "Card for the wallet", style: "chapter", pageBreak: "before", pageOrientation: "landscape", tocItem: true },
      cardOf(book.card),
      { text: "Cut along the outer line; fold the lower half behind the upper, then along the upright lines.", style: "at" },
    ],
    footer: (page: number, pages: number) => ({
      columns: [{ text: `${service} · version ${digest} · ${printedAt}` }, { text: `page ${page} of ${pages}`, alignment: "right" }],
      margin: [54, 20, 54, 0],
      fontSize: 8,
      color: GREY,
    }),
    // A title whose commands are too many for one page begins where there is room for some of them.
    pageBreakBefore: (node: Node, query: Nodes) => node.headlineLevel === 2 && query.getFollowingNodesOnPage().length < 8,
  };
}

/** A title stays on one page with what follows it. */
function withTitles(blocks: readonly Block[]): readonly Content[] {
  return blocks.flatMap((block, at): Content[] => {
    const [before, next] = [blocks[at - 1], blocks[at + 1]];
    if (before?.kind === "heading" && staysWithTitle(block)) return [];
    if (block.kind !== "heading" || next === undefined || !staysWithTitle(next)) return [blockOf(block)];
    return [{ stack: [titleOf(block.words), blockOf(next)], unbreakable: true }];
  });
}

const staysWithTitle = (block: Block): boolean => block.kind === "words" || block.kind === "note" || (block.kind === "typed" && block.lines.length <= SHORT);
const titleOf = (title: Words): Content => ({ text: runs(title), style: "heading" });

function blockOf(block: Block): Content {
  switch (block.kind) {
    case "heading":
      return { ...titleOf(block.words), headlineLevel: 2 };
    case "words":
      return { text: runs(block.words), style: "words" };
    case "note":
      return { table: { widths: ["*"], body: [[{ text: runs(block.words), bold: true }]] }, layout: leftBar, margin: [0, 4, 0, 8] };
    case "list":
      return { ul: block.items.map((item) => ({ text: runs(item), margin: [0, 0, 0, 3] })), style: "words" };
    case "boxes":
      return { stack: block.items.map(boxOf), margin: [0, 2, 0, 6] };
    case "typed":
      return { stack: [{ text: runs(block.at), style: "at" }, { table: { widths: ["*"], body: [[{ stack: block.lines.map(typedLine) }]] }, layout: boxed }], margin: [0, 2, 0, 6], unbreakable: block.lines.length <= SHORT };
    case "table":
      return {
        table: { headerRows: 1, dontBreakRows: true, widths: widthsOf(block.shares), body: [block.head.map((cell): Content => ({ text: runs(cell), bold: true })), ...block.rows.map((cells) => cells.map((cell): Content => ({ text: runs(cell) })))] },
        layout: block.dense === true ? denseLines : "lightHorizontalLines",
        fontSize: block.dense === true ? 8 : 9,
        margin: [0, 4, 0, block.dense === true ? 0 : 10],
      };
  }
}

const boxOf = (item: Words): Content => ({
  columns: [{ width: 16, canvas: [{ type: "rect", x: 0, y: 2, w: BOX, h: BOX, lineWidth: 0.8 }] }, { width: "*", text: runs(item) }],
  margin: [0, 2, 0, 4],
  unbreakable: true,
});

/** A line that needs more room goes on further in, so that nobody takes it for two. */
const typedLine = (line: string): Content => ({ text: line, style: "typed", preserveLeadingSpaces: true, leadingIndent: -12, margin: [12, 0, 0, 2] });

function cardOf(panels: readonly Panel[]): Content {
  const rows = Array.from({ length: Math.ceil(panels.length / COLUMNS) }, (_, row) => panels.slice(row * COLUMNS, (row + 1) * COLUMNS));
  return {
    table: { widths: Array.from({ length: COLUMNS }, () => PANEL.width - 8), heights: PANEL.height - 40, body: rows.map((row) => row.map((panel): Content => ({ stack: [{ text: panel.title, bold: true, fontSize: 10, margin: [0, 2, 0, 6] }, ...panel.lines.map((line): Content => ({ text: runs(line, 7), fontSize: 8, margin: [0, 0, 0, 3] }))] }))) },
    layout: { hLineStyle: () => ({ dash: { length: 4 } }), vLineStyle: () => ({ dash: { length: 4 } }), hLineWidth: () => 0.6, vLineWidth: () => 0.6, hLineColor: () => GREY, vLineColor: () => GREY },
  };
}

/** Columns share what is left once the last takes its part, in percent of the page's width. */
const widthsOf = (shares: readonly number[]): string[] => {
  const all = shares.reduce((sum, share) => sum + share, 0);
  // The cells' own padding is not part of their widths.
  return shares.map((share) => `${Math.floor((share / all) * 100 * 0.97)}%`);
};

/** The book's own bold, and what is typed in a typewriter's letters. */
function runs(text: Words, typedSize = 9): Content[] {
  return pieces(text).flatMap(({ text: piece, exact }): Content[] => {
    if (exact) return [{ text: piece, font: "Courier", fontSize: typedSize, preserveLeadingSpaces: true }];
    return unbrokenNumbers(piece).split("**").map((part, index): Content => ({ text: part, bold: index % 2 === 1 }));
  });
}

const denseLines = { hLineWidth: (at: number, { table }: { readonly table: { readonly body: readonly unknown[] } }) => (at === 0 || at === table.body.length ? 0 : 0.5), vLineWidth: () => 0, hLineColor: () => "#aaaaaa", paddingTop: () => 0.5, paddingBottom: () => 0.5 };
const leftBar = { hLineWidth: () => 0, vLineWidth: (at: number) => (at === 0 ? 3 : 0), paddingLeft: () => 8 };
const boxed = { hLineColor: () => "#bbbbbb", vLineColor: () => "#bbbbbb", fillColor: () => "#f4f4f4", hLineWidth: () => 0.5, vLineWidth: () => 0.5 };

const styles: Content = {
  title: { fontSize: 26, bold: true, margin: [0, 60, 0, 8] },
  subtitle: { fontSize: 11, color: GREY, margin: [0, 0, 0, 40] },
  contents: { fontSize: 14, bold: true, margin: [0, 0, 0, 8] },
  chapter: { fontSize: 17, bold: true, margin: [0, 0, 0, 10] },
  heading: { fontSize: 12, bold: true, margin: [0, 12, 0, 4] },
  words: { margin: [0, 0, 0, 6] },
  at: { fontSize: 9, color: GREY, margin: [0, 2, 0, 2] },
  typed: { font: "Courier", fontSize: 8 },
};

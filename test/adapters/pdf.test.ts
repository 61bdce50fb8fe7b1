import { mkdtemp, readdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pdfDefinition } from "../../scripts/adapters/pdf-definition.ts";
import { printPdf } from "../../scripts/adapters/pdf.ts";
import { compose } from "../../scripts/core/book/compose.ts";
import { bookFacts } from "../support/book.ts";

const book = compose(bookFacts());
const directory = () => mkdtemp(join(tmpdir(), "book-"));
const printed = async (paper: "A4" | "Letter") => {
  const path = join(await directory(), "plan.pdf");
  await printPdf(book, paper, path);
  return { path, text: (await readFile(path)).toString("latin1") };
};
const pages = (text: string) => text.match(/\/Type \/Page\n/g)?.length ?? 0;

test("a book becomes a PDF of many pages, which only its owner may read", async () => {
  const { path, text } = await printed("A4");
  expect(text.startsWith("%PDF-1.")).toBe(true);
  expect(text.trimEnd().endsWith("%%EOF")).toBe(true);
  expect(pages(text)).toBeGreaterThan(book.chapters.length);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("the paper is the one that was asked for; the card lies across it", async () => {
  const boxes = (text: string) => new Set([...text.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => `${Math.round(Number(width))}x${Math.round(Number(height))}`));
  expect(boxes((await printed("A4")).text)).toEqual(new Set(["595x842", "842x595"]));
  expect(boxes((await printed("Letter")).text)).toEqual(new Set(["612x792", "792x612"]));
});

test("no title stands at the foot of a page without the first of what it is about", () => {
  const content = pdfDefinition(book, "A4")["content"] as readonly { readonly headlineLevel?: number; readonly unbreakable?: boolean; readonly stack?: readonly unknown[] }[];
  const kept = content.filter(({ unbreakable, stack }) => unbreakable === true && stack?.length === 2);
  expect(kept.length).toBeGreaterThan(20);
  const alone = book.chapters.flatMap(({ blocks }) => blocks.filter((block, at) => block.kind === "heading" && ["list", "boxes", "table"].includes(blocks[at + 1]?.kind ?? "")));
  const long = book.chapters.flatMap(({ blocks }) => blocks.filter((block, at) => { const next = blocks[at + 1]; return block.kind === "heading" && next?.kind === "typed" && next.lines.length > 12; }));
  expect(content.filter(({ headlineLevel }) => headlineLevel === 2)).toHaveLength(alone.length + long.length);
});

test("a telephone number in a table stays on one line; what is typed is let be", () => {
  const table = { kind: "table" as const, head: ["who"], rows: [["Ana +1 202 555 0101 (mobile), `sleep 5 5`"]], shares: [1] };
  const text = JSON.stringify(pdfDefinition({ ...book, chapters: [{ title: "Whom to call", blocks: [table] }] }, "A4"));
  expect(text).toContain("Ana +1\u00a0202\u00a0555\u00a00101 (mobile), ");
  expect(text).toContain("sleep 5 5");
});

test("where it cannot be written, nothing is left and the words say why", async () => {
  const where = await directory();
  await expect(printPdf(book, "A4", where)).rejects.toMatchObject({ code: "FILE_UNUSABLE" });
  expect(await readdir(where)).toEqual([]);
});

test.each(["A4", "Letter"] as const)("on %s, the chapter that one decides by at night is one page", async (paper) => {
  const of = async (chapters: typeof book.chapters) => {
    const path = join(await directory(), "plan.pdf");
    await printPdf({ ...book, chapters }, paper, path);
    return pages((await readFile(path)).toString("latin1"));
  };
  const whole = book.chapters.filter(({ title }) => title === "Whose fault is it?");
  expect(whole).toHaveLength(1);
  expect((await of(whole)) - (await of([]))).toBe(1);
});

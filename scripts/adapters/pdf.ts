import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Book } from "../core/book/blocks.ts";
import { FailoverError } from "../core/errors.ts";
import { fileTrouble } from "./file-trouble.ts";
import { pdfDefinition, type Content, type PaperSize } from "./pdf-definition.ts";

type Maker = {
  addFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void;
  setUrlAccessPolicy(allows: (url: string) => boolean): void;
  setLocalAccessPolicy(allows: (path: string) => boolean): void;
  createPdf(definition: Content): { getBuffer(): Promise<Uint8Array> };
};

/** The book as PDF, written beside and renamed. Nothing is fetched: its letters come with the library, or are every reader's own. */
export async function printPdf(book: Book, paper: PaperSize, path: string): Promise<void> {
  const { maker, fonts } = load();
  const roboto = (style: string) => join(fonts, `Roboto-${style}.ttf`);
  maker.addFonts({
    Roboto: { normal: roboto("Regular"), bold: roboto("Medium"), italics: roboto("Italic"), bolditalics: roboto("MediumItalic") },
    Courier: { normal: "Courier", bold: "Courier-Bold", italics: "Courier-Oblique", bolditalics: "Courier-BoldOblique" },
  });
  maker.setUrlAccessPolicy(() => false);
  maker.setLocalAccessPolicy((file) => file.startsWith(fonts) || file.startsWith("Courier"));
  const bytes = await maker.createPdf(pdfDefinition(book, paper)).getBuffer();
  const beside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(beside, bytes, { mode: 0o600, flag: "wx" });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    fileTrouble(path)(error);
  }
}

/** It reads files of its own beside its code, so it is not a part of the bundle: it lies where the kit was installed. */
function load(): { readonly maker: Maker; readonly fonts: string } {
  const from = createRequire(import.meta.url);
  try {
    return { maker: from("pdfmake") as Maker, fonts: join(dirname(from.resolve("pdfmake/package.json")), "fonts", "Roboto") };
  } catch (error) {
    throw new FailoverError("PDF_LIBRARY_MISSING", {}, { cause: error });
  }
}

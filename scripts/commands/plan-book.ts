import { extname, resolve } from "node:path";
import { compose } from "../core/book/compose.ts";
import { htmlOf } from "../core/book/html.ts";
import { boxedWords } from "../core/book/letters.ts";
import { markdownOf } from "../core/book/markdown.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { several } from "../core/several.ts";
import { noted } from "../core/wrapped.ts";
import { gatherBook } from "../pipeline/book/gather.ts";
import type { Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";

const formats = { ".pdf": "pdf", ".html": "html", ".htm": "html", ".md": "md" } as const;
type Format = (typeof formats)[keyof typeof formats];

export type BookOptions = { readonly format: string | undefined; readonly output: string | undefined; readonly paper: string; readonly json: boolean };

/** Writes the whole plan into a file that only its owner may read: it holds people's private numbers. */
export async function printBook(project: Project, { format, output, paper, json }: BookOptions, world: World): Promise<ExitCode> {
  if (output === undefined) throw new FailoverError("BOOK_WITHOUT_OUTPUT", { known: Object.keys(formats) });
  const chosen = (format ?? formats[extname(output).toLowerCase() as keyof typeof formats]) as Format | undefined;
  if (chosen === undefined) throw new FailoverError("BOOK_WITHOUT_OUTPUT", { known: Object.keys(formats) });
  const path = resolve(world.workingDirectory, output);
  const facts = await gatherBook(project, world);
  if (facts.lacks !== undefined) world.operator.say(noted(facts.lacks));
  const book = compose(facts);
  const boxed = chosen === "pdf" ? boxedWords(book) : 0;
  if (boxed > 0) world.operator.say(noted(`${several(boxed, "word")} of it ${boxed === 1 ? "is" : "are"} in letters that a PDF from here has none for: boxes stand there, with an id before each name. HTML has them all, and a browser prints it: --output plan.html`));
  if (chosen === "pdf") await world.printPdf(book, paper === "Letter" ? "Letter" : "A4", path);
  else await world.files.write(path, chosen === "html" ? htmlOf(book) : markdownOf(book));
  if (json) world.print(JSON.stringify({ schema: "failover-kit/book/1", version: book.digest, printedAt: book.printedAt, format: chosen, output: path, chapters: book.chapters.map(({ title }) => title) }, null, 2));
  else world.print(`${path}: version ${book.digest}, ${book.chapters.length} chapters and a card for the wallet.\nIt holds people's private numbers. Whoever gets a copy: failover copies hand --to <person> --place home`);
  return Exit.ok;
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** One file: what it says without its comments, the files it imports and the packages. */
export type Source = { readonly file: string; readonly code: string; readonly imports: readonly string[]; readonly packages: readonly string[] };

// An `import` right after a quotation mark is a word in a list of words.
const statement = /(?:\bfrom\s+|(?<!")\bimport\s*\(?\s*)"([^"]+)"/g;

/** Every file below these folders whose name ends so; a folder that does not exist yet holds none. */
export const filesBelow = (folders: readonly string[], ending: RegExp): readonly string[] =>
  folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)))
    .filter((file) => ending.test(file))
    .sort();

/** The TypeScript files below these folders, read. */
export const sourcesBelow = (folders: readonly string[]): readonly Source[] =>
  filesBelow(folders, /\.ts$/).map((file) => sourceOf(file, readFileSync(file, "utf8")));

/** Takes one file apart; the files it imports are named from the root. */
export function sourceOf(file: string, text: string): Source {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
  const names = [...code.matchAll(statement)].map(([, name = ""]) => name);
  return {
    file,
    code,
    imports: names.filter((name) => name.startsWith(".")).map((name) => normalize(join(dirname(file), name))),
    packages: names.filter((name) => !name.startsWith(".")),
  };
}

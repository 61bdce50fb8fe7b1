import type { Command } from "./command.ts";

/** Which locales this machine has. */
export const listLocales: Command = { file: "locale", args: ["-a"], env: { LC_ALL: "C" }, timeoutSeconds: 20 };

const WORDS = /^([A-Za-z]{2,3}(?:_[A-Za-z]{2,3})?)\.([A-Za-z0-9-]+)(@[A-Za-z]+)?$/;

/** Makes one of the source files that come with the C library; undefined for a name that is not of the usual form. In a directory of its own: an archive that a server has read already does not grow for it. */
export function makeLocale(name: string): Command | undefined {
  const [, language = "", codeset = "", modifier = ""] = WORDS.exec(name) ?? [];
  if (language === "") return undefined;
  const charmap = /^utf-?8$/i.test(codeset) ? "UTF-8" : codeset.toUpperCase();
  return { file: "localedef", args: ["--no-archive", `--inputfile=${language}${modifier}`, `--charmap=${charmap}`, name], env: { LC_ALL: "C" }, timeoutSeconds: 120 };
}

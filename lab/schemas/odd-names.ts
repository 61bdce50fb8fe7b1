import type { Dice } from "./dice.ts";

/** PostgreSQL cuts a longer name short. */
const MOST_BYTES = 63;

const odd = [
  "plain", "select", "User", "with blank", 'a"quote', "it's", "back\\slash", "per%cent", "$1", "semi;colon", "--remark", "/*remark*/", "tab\there", "ünïcödé", "名前", "🙂",
  "dot.ted", "com,ma", "{brace}", "[bracket]", "(paren)", "=sign", ":colon", ":'var'", "$$body$$", "100", "-dash", "#hash", "*", "?", "NULL", "toast_pg", "public", "tail ",
] as const;

/** An identifier, quoted. */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text, quoted, also where backslashes stand in it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const bytes = (text: string): number => Buffer.byteLength(text);

/** Names that nobody would give and that PostgreSQL takes; a number in each keeps them apart. Some are as long as one may be. */
export function oddNames(dice: Dice): (hint: string) => string {
  let count = 0;
  return (hint) => {
    const own = ` ${hint}${(count += 1)}`;
    const base = dice.chance(25) ? fitting(dice.characters(), MOST_BYTES - bytes(own)) : dice.pick(odd);
    const name = `${base}${own}`;
    return dice.chance(8) ? `${name}${"x".repeat(MOST_BYTES - bytes(name))}` : name;
  };
}

/** What a database can hold of it, in so many bytes: no zero byte, no half of a pair. */
function fitting(text: string, most: number): string {
  let kept = "";
  for (const character of text) {
    if (character === "\0" || /[\ud800-\udfff]/u.test(character) || bytes(kept + character) > most) continue;
    kept += character;
  }
  return kept;
}

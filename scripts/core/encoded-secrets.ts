/** So many characters of an encoding in a row are no chance: six bytes of a secret in base64, eight in hex. */
const BASE64_GRAM = 8;
const HEX_GRAM = 16;

/** Which of its neighbours also carry bits of the secret. */
type Gram = { readonly left: boolean; readonly right: boolean };
type Range = readonly [from: number, to: number];

/** Finds any telling stretch of these values in texts that were turned into base64, base64url or hex as a whole, also wrapped or cut. */
export function encodedSecrets(values: readonly string[]): (text: string) => readonly Range[] {
  const writings = values.flatMap(writingsOf).map((writing) => Buffer.from(writing));
  const hex = new Map<string, Gram>();
  const base64 = new Map<string, Gram>();
  for (const bytes of writings) {
    addGrams(hex, bytes.toString("hex"), HEX_GRAM, { left: false, right: false });
    for (const before of [0, 1, 2]) addBase64(base64, bytes, before);
  }
  return (text) => {
    const runs = runsIn(text);
    return runs.length === 0 ? [] : runs.flatMap((run) => [...found(base64, run, BASE64_GRAM), ...found(hex, { ...run, text: run.text.toLowerCase() }, HEX_GRAM)]);
  };
}

/** The ways in which a value may have been written into a text before that was encoded. */
function writingsOf(value: string): readonly string[] {
  const form = new URLSearchParams([["", value]]).toString().slice(1);
  return [...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(Buffer.from(value).toString()), form, value.replaceAll("'", String.raw`'\''`)])];
}

/** Its base64 when so many bytes (modulo 3) stand before it, without the characters that others have a share in. */
function addBase64(grams: Map<string, Gram>, bytes: Buffer, before: number): void {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").replace(/=+$/, "");
  const sharedBefore = [0, 2, 3][before] ?? 0;
  const right = (before + bytes.length) % 3 !== 0;
  addGrams(grams, whole.slice(sharedBefore, right ? -1 : undefined), BASE64_GRAM, { left: before !== 0, right });
}

function addGrams(grams: Map<string, Gram>, encoded: string, length: number, { left, right }: Gram): void {
  const last = encoded.length - length;
  for (let at = 0; at <= last; at += 1) {
    const gram = encoded.slice(at, at + length);
    const known = grams.get(gram);
    grams.set(gram, { left: (left && at === 0) || known?.left === true, right: (right && at === last) || known?.right === true });
  }
}

/** A stretch of encoded text without what was put into it afterwards; `places` says where each of its characters stood. */
type Run = { readonly text: string; readonly place: (at: number) => Range };

const run = /(?:[A-Za-z0-9+/_-]|%(?:25)*2[bBfF]|(?:\r|\\r)?(?:\n|\\n)|\\\/){8,}/g;
const afterthought = /%|\n|\\/;
const piece = /%(?:25)*2[bB]|%(?:25)*2[fF]|(?:\r|\\r)?(?:\n|\\n)|\\\/|[^]/g;

function runsIn(text: string): readonly Run[] {
  return Array.from(text.matchAll(run), ({ 0: matched, index }) => {
    if (!afterthought.test(matched)) return { text: standard(matched), place: (at) => [index + at, index + at + 1] };
    const pieces = [...matched.matchAll(piece)].map((one) => ({ character: characterOf(one[0]), from: index + one.index, to: index + one.index + one[0].length }));
    const kept = pieces.filter(({ character }) => character !== "");
    return { text: kept.map(({ character }) => character).join(""), place: (at) => [kept[at]?.from ?? 0, kept[at]?.to ?? 0] };
  });
}

const standard = (text: string): string => text.replaceAll("-", "+").replaceAll("_", "/");

function characterOf(one: string): string {
  if (one.length === 1 && one !== "\n") return standard(one);
  if (one.endsWith("/") || /2f$/i.test(one)) return "/";
  return one.startsWith("%") ? "+" : "";
}

function found(grams: ReadonlyMap<string, Gram>, { text, place }: Run, length: number): readonly Range[] {
  const ranges: Range[] = [];
  for (let at = 0; at + length <= text.length; at += 1) {
    const gram = grams.get(text.slice(at, at + length));
    if (gram === undefined) continue;
    const first = gram.left ? Math.max(0, at - 1) : at;
    const last = Math.min(text.length - 1, gram.right ? at + length : at + length - 1);
    ranges.push([place(first)[0], place(last)[1]]);
  }
  return ranges;
}

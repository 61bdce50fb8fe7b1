import { encodedSecrets } from "./encoded-secrets.ts";
import { plainForm } from "./secret-forms.ts";
import { COVERED, partsOf } from "./secret-parts.ts";
import { shapes } from "./secret-shapes.ts";

type Range = readonly [from: number, to: number];

/** Compiled once for these values: covers each, however it is written, and whatever looks like a secret. */
export function mask(values: readonly string[]): (text: string) => string {
  const known = places(values);
  return (text) => {
    const ranges = [...shapes.flatMap((shape) => matches(shape, text)), ...known(text)];
    return ranges.length === 0 ? text : covered(text, ranges);
  };
}

/** The same for data: covers only these values, and leaves alone those that are mere words. */
export function maskKnown(values: readonly string[]): (text: string) => string {
  const known = places(values.filter(isTelling));
  return (text) => {
    const ranges = known(text);
    return ranges.length === 0 ? text : covered(text, ranges);
  };
}

/** Whether a text holds one of these values, however it is written. One that is a mere word proves nothing by standing somewhere. */
export function finder(values: readonly string[]): (text: string) => boolean {
  const known = places(values.filter(isTelling));
  return (text) => known(text).length > 0;
}

/** Not a mere word, such as a database's name could be. */
const isTelling = (value: string): boolean => !/^[a-z]+$/.test(value.trim());

function places(values: readonly string[]): (text: string) => readonly Range[] {
  const parts = [...new Set(values.flatMap(partsOf))];
  const plain = parts.map((part) => new RegExp(plainForm(part), "g"));
  const encoded = encodedSecrets(parts);
  return (text) => [...plain.flatMap((form) => matches(form, text)), ...encoded(text)];
}

/** Overlapping ones as well: of two secrets that share some letters, neither may show its rest. */
function matches(form: RegExp, text: string): readonly Range[] {
  const found: Range[] = [];
  form.lastIndex = 0;
  for (let match = form.exec(text); match !== null; match = form.exec(text)) {
    found.push([match.index, form.lastIndex]);
    form.lastIndex = match.index + 1;
  }
  return found;
}

function covered(text: string, ranges: readonly Range[]): string {
  let shown = "";
  let end = 0;
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    if (from > end || end === 0) shown += text.slice(end, from) + COVERED;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}

import fc from "fast-check";
import { getExampleNumber, type CountryCode } from "libphonenumber-js/max";
import examples from "libphonenumber-js/examples.mobile.json" with { type: "json" };
import { expect, test } from "vitest";
import { withoutPersonalData } from "../../scripts/core/personal-data.ts";

const said = (text: string) => withoutPersonalData(text).text;

test.each([
  ["call me at +44 7400 123456, nothing loads", "call me at [telephone number], nothing loads"],
  ["ring 4711 23", "ring [telephone number]"],
  ["my number is 0049 151 23456789.", "my number is [telephone number]."],
  ["mobile: 0151/23456789", "mobile: [telephone number]"],
  ["tel:+4915123456789", "tel:[telephone number]"],
  ["(0171) 123 45 67 after nine", "[telephone number] after nine"],
  ["01512345678", "[telephone number]"],
  ["(201) 555-0123 or 201.555.0123", "[telephone number] or [telephone number]"],
  ["1-800-555-0199, or (555)123-4567", "[telephone number], or [telephone number]"],
  ["06.12.34.56.78, 06-12-34-56-78 or 06/12/34/56/78", "[telephone number], [telephone number] or [telephone number]"],
  ["the customer: 0171 2345678 says so", "the customer: [telephone number] says so"],
  ["write to ana.lee+ops@mail.example.com, please", "write to [mail address], please"],
  ["<jörg@müller.example>", "<[mail address]>"],
])("of '%s' is kept '%s'", (text, kept) => expect(said(text)).toBe(kept));

test.each(["0/1200 requests work", "0-5000 ms", "0 - 12000 rows", "down from 0930-1015", "down from 0930 - 1015", "order numbers 0012345678", "from 01/11/2026-03/11/2026"])("'%s' stays as it was said", (text) => expect(said(text)).toBe(text));

test("what was left out is told by its kind", () => {
  expect(withoutPersonalData("ana@example.com, +44 7400 123456").left).toEqual(["mail", "telephone"]);
  expect(withoutPersonalData("order 0012345678 fails since 03:10").left).toEqual([]);
});

const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));
const moment = fc.date({ min: new Date("2001-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
const two = (value: number) => String(value).padStart(2, "0");
const harmless = fc.oneof(
  digits(1, 12).map((number) => `order ${number}`),
  digits(1, 12).map((number) => `Order number: ${number}`),
  digits(1, 12).map((number) => `#${number}`),
  fc.tuple(digits(2, 6), digits(2, 8)).map(([a, b]) => `ORD-${a}-${b}`),
  digits(4, 14).map((number) => `INV/2026/${number}`),
  fc.integer({ min: 1, max: 99_999_999 }).map(String),
  moment.map((at) => at.toISOString()),
  moment.map((at) => at.toISOString().slice(0, 10)),
  fc.tuple(moment, fc.constantFrom(".", "/", "-")).map(([at, sign]) => [two(at.getUTCDate()), two(at.getUTCMonth() + 1), at.getUTCFullYear()].join(sign)),
  moment.map((at) => at.toISOString().slice(11, 16)),
  moment.map((at) => `${at.toISOString().slice(0, 10)} ${at.toISOString().slice(11, 19)}`),
  moment.map((at) => `${two(at.getUTCHours())}:${two(at.getUTCMinutes())} - ${two(at.getUTCHours())}:${two(at.getUTCSeconds())}`),
  fc.ipV4(),
  fc.tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999 })).map(([a, b]) => `${a} of ${b}`),
  fc.float({ min: 0, max: 1000, noNaN: true }).map((value) => `${value.toFixed(2)} EUR`),
  fc.constantFrom("nothing loads", "HTTP 503", "a white page", "50 % fail", "404", "since v2.10.3"),
);
const between = fc.constantFrom(" and ", ", ", "; then ", ". Also ");
const sentence = fc.array(fc.tuple(harmless, between), { maxLength: 5 }).map((parts) => parts.map(([token, after]) => token + after).join(""));

test("orders, times, dates and counts stay as they were said", () => {
  fc.assert(fc.property(sentence, (text) => void expect(withoutPersonalData(text)).toEqual({ text, left: [] })), { numRuns: 2000 });
});

const countries: readonly CountryCode[] = ["DE", "GB", "FR", "US", "AT", "CH", "NL", "SE", "IN", "AU"];
/** Ways in which people of these countries say a number that exists; numbers without a zero or a country in front look like anything. */
const number = fc.constantFrom(...countries).chain((country) => {
  const example = getExampleNumber(country, examples);
  if (example === undefined) throw new Error(`no number of ${country}`);
  const national = example.formatNational();
  const plain = example.nationalNumber;
  return fc.constantFrom(example.number, example.formatInternational(), `00${example.countryCallingCode} ${plain}`, `call me on ${plain}`, ...(national.startsWith("0") || country === "US" ? [national] : []));
});

test("a telephone number is left out wherever it stands, and nothing beside it", () => {
  fc.assert(
    fc.property(sentence, number, between, sentence, (before, phone, after, rest) => {
      const kept = said(`${before}${phone}${after}${rest}`);
      expect(kept.startsWith(before)).toBe(true);
      expect(kept.endsWith(`[telephone number]${after}${rest}`)).toBe(true);
      expect(kept.slice(before.length, kept.length - `${after}${rest}`.length)).not.toMatch(/\d/);
    }),
    { numRuns: 2000 },
  );
});

test("what was left out once is not changed again", () => {
  fc.assert(fc.property(fc.string(), (text) => void expect(said(said(text))).toBe(said(text))));
});

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { concerns } from "../../../scripts/core/contacts/concerns.ts";
import { contactsSchema } from "../../../scripts/core/contacts/contacts-schema.ts";
import { unverified } from "../../../scripts/core/contacts/verification.ts";
import { readContacts } from "../../../scripts/core/contacts/read-contacts.ts";
import { allNames } from "../../../scripts/core/schema-places.ts";

const example = readFileSync(new URL("../../../contacts.example.yaml", import.meta.url), "utf8");
const told = (text: string) => {
  const read = readContacts(text, "contacts.yaml");
  return "problems" in read ? read.problems.join("\n") : "no problem";
};
const person = (id: string, more: object = {}) => ({ id, name: `${id} Planted`, role: "engineer", email: `${id}@planted.example`, timeZone: "Europe/London", ...more });
const written = (people: readonly object[], more: object = {}) => stringify({ version: 1, people, ...more });

test("the example is sound, and says of each field what it is", () => {
  expect(told(example)).toBe("no problem");
  const described = new Set(example.split("\n").flatMap((line) => /^ *(?:- )?([a-zA-Z]+):(?: .*)? # \S/.exec(line)?.[1] ?? []));
  const grouping = ["people", "email", "url", "name", "support", "lastVerified", "verifiedBy"];
  expect([...new Set(allNames(contactsSchema))].filter((name) => !described.has(name) && !grouping.includes(name))).toEqual([]);
});

test("numbers are kept as E.164 has them, whatever blanks they were written with", () => {
  const read = readContacts(written([person("ana", { mobile: "+1 202-555-0101" })]), "contacts.yaml");
  expect(read).toMatchObject({ value: { people: [{ mobile: "+12025550101" }], teams: [], vendors: [] } });
});

test("every problem is told at once, by the entry's id and its place, with all that is somebody's covered", () => {
  const text = written(
    [
      person("ana", { mobile: "0171 555 0101", deputy: "ana", phone: "+12025550177" }),
      person("ben", { email: "ANA@planted.example", timeZone: "Mars/Olympus", mobile: 12125550177, deputy: "zoe" }),
      { id: "carl", name: "Carl Planted", role: "engineer", timeZone: "Europe/Berlin" },
      { ...person("Dora Planted"), lastVerified: "yesterday" },
    ],
    { teams: [{ id: "ops", name: "Operations", members: ["ana", "nobody", "ana"] }], vendors: [{ id: "aws", name: "AWS", support: "Enterprise", account: 123456789012 }] },
  );
  expect(told(text)).toMatchInlineSnapshot(`
    "contacts.yaml:8:13 people.ana.mobile: is no number that can exist; write the number with its country and in quotes, like "+12025550101"
    8 |     mobile: […]
      |             ^
    contacts.yaml:9:13 ana deputy: is the very same person
    9 |     deputy: […]
      |             ^
    contacts.yaml:10:5 people.ana.phone: is not a setting; did you mean 'home'
    10 |     phone: […]
       |     ^
    contacts.yaml:14:12 ben email: is somebody else's above
    14 |     email: […]
       |            ^
    contacts.yaml:15:15 people.ben.timeZone: is no time zone; write one like Europe/London
    15 |     timeZone: […]
       |               ^
    contacts.yaml:16:13 people.ben.mobile: write the number with its country and in quotes, like "+12025550101"
    16 |     mobile: […]
       |             ^
    contacts.yaml:17:13 ben deputy: is nobody of 'people'
    17 |     deputy: […]
       |             ^
    contacts.yaml:18:5 carl: has neither a telephone number nor a mail address
    18 |   - id: […]
       |     ^
    contacts.yaml:22:9 people.3.id: lower-case letters, digits and single '-' or '.', a letter first
    22 |   - id: […]
       |         ^
    contacts.yaml:25:12 people.3.email: is no mail address
    25 |     email: […]
       |            ^
    contacts.yaml:27:19 people.3.lastVerified: a day like 2026-11-26
    27 |     lastVerified: […]
       |                   ^
    contacts.yaml:33:9 ops members: there is nobody of this id in 'people'
    33 |       - […]
       |         ^
    contacts.yaml:34:9 ops members: is in this team already
    34 |       - […]
       |         ^
    contacts.yaml:36:5 aws: has no telephone number, no mail address and no url
    36 |   - id: […]
       |     ^
    contacts.yaml:39:14 vendors.aws.account: write it in quotes, like "123456789012"
    39 |     account: […]
       |              ^"
  `);
  expect(told(text)).not.toMatch(/Planted|planted|0171|212555|123456789012[^"]/);
});

test("deputies that go round in a circle are told once", () => {
  expect(told(written([person("ana", { deputy: "ben" }), person("ben", { deputy: "carl" }), person("carl", { deputy: "ben" })]))).toMatch(/^contacts\.yaml:\d+:\d+ ben deputy: goes round in a circle: ben, carl, ben\n[^\n]*\n[^\n]*$/);
});

test("a number in the house's place and another's pocket is told", () => {
  expect(told(written([person("ana", { home: "+12025550101" }), person("ben", { mobile: "+1 202 555 0101" })]))).toContain("is listed already");
  expect(told(written([person("ana", { work: "+12025550101" }), person("ben", { work: "+12025550101" })]))).toBe("no problem");
});

test("a file that is no YAML is told without what stands in it", () => {
  const said = told("version: 1\npeople:\n  - id: ana\n    name: Ana Planted\n   email: ana@planted.example\n");
  expect(said).toContain("not valid YAML");
  expect(said).not.toMatch(/planted/i);
});

test("whatever stands in a field, no error repeats it", () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).map((middle) => `qZ${middle}Zq`);
  fc.assert(
    fc.property(fc.record({ name: text, email: text, mobile: text, id: text, deputy: text, verifiedBy: text }), (values) => {
      expect(told(written([{ ...person("ana"), ...values }]))).not.toMatch(/qZ|Zq/);
    }),
  );
});

test("concerns: a team's member without a deputy, no number, never verified, and not verified for longer than agreed", () => {
  const read = readContacts(
    written([person("ana", { mobile: "+12025550101", lastVerified: "2026-08-27" }), person("ben", { deputy: "ana", lastVerified: "2026-08-28" }), person("carl")], { teams: [{ id: "ops", name: "Operations", members: ["ana", "ben"] }] }),
    "contacts.yaml",
  );
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  expect(concerns(read.value, new Date("2026-11-26T08:00:00Z"), 90)).toEqual([
    { id: "ana", because: "no deputy" },
    { id: "ben", because: "no telephone number" },
    { id: "carl", because: "no telephone number" },
    { id: "ana", because: "not verified of late", days: 91 },
    { id: "carl", because: "never verified" },
  ]);
});

test("a day that has not come, a year mistyped, is no verification: it is told, and asked about again", () => {
  const read = readContacts(written(["2062-11-02", "2026-11-27", "2026-11-28"].map((lastVerified, at) => person(`p${at}`, { mobile: `+1202555010${at}`, lastVerified }))), "contacts.yaml");
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  const at = new Date("2026-11-26T10:30:00Z");
  // East of here it may be tomorrow already.
  expect(concerns(read.value, at, 90)).toEqual(["p0", "p2"].map((id) => ({ id, because: "verified on a day to come" })));
  expect(unverified(read.value, at).map(({ value: { id } }) => id)).toEqual(["p0", "p2"]);
});

test("the example's dates are days, not instants", () => {
  expect((parse(example) as { people: readonly { lastVerified: unknown }[] }).people[0]?.lastVerified).toBe("2026-11-02");
});

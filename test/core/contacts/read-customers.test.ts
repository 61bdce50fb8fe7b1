import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readCustomers } from "../../../scripts/core/contacts/read-customers.ts";

const example = readFileSync(new URL("../../../customers.example.csv", import.meta.url), "utf8");
const head = "id,customer,name,email,mobile,timeZone";
const read = (...lines: readonly string[]) => readCustomers([head, ...lines, ""].join("\n"), "customers.csv");

test("the example is sound; a name may hold a comma", () => {
  const { contacts, problems } = readCustomers(example, "customers.example.csv");
  expect(problems).toEqual([]);
  expect(contacts.at(-1)).toEqual({ id: "globex-it", customer: "globex", name: "Example, Gus", email: "gus@globex.example.com", timeZone: "Europe/Berlin", line: 4 });
});

test("each wrong row is told by its line and id, the sound ones are kept, and nothing personal is repeated", () => {
  const { contacts, problems } = read(
    "a1,acme,Ana Planted,ana@planted.example,,",
    "a2,acme,Ben Planted,ben at planted.example,0171 5550101,Mars/Olympus",
    '"a3","acme","Carl',
    'Planted",carl@planted.example,,',
    "a1,globex,Dora Planted,dora@planted.example,,",
    "a4,acme,Ana Planted,ANA@planted.example,,",
    "not an id!,acme,,,,",
    "a5,globex,Ana Planted,ana@planted.example,,",
  );
  expect(contacts.map(({ id }) => id)).toEqual(["a1", "a3", "a5"]);
  expect(problems).toEqual([
    "customers.csv:3 a2 email: is no mail address",
    "customers.csv:3 a2 mobile: is no number that can exist; write it with its country, like +12025550101",
    "customers.csv:3 a2 timeZone: is no time zone; write one like Europe/London",
    "customers.csv:6 a1 id: is listed above already",
    "customers.csv:7 a4 email: is listed above already for the same customer",
    "customers.csv:8 id: is no id: up to 64 letters, digits, '.', '_' or '-'",
    "customers.csv:8 name: is missing",
    "customers.csv:8 email: is missing",
  ]);
});

test.each(["info@müller.example", "b2b@xn--e1afmkfd.xn--p1ai", "a&b@planted.example", "sales=eu@planted.example", "o'brien+night@mail.planted.co.uk", "_@planted.example"])("%s is a mail address", (address) => {
  expect(read(`a1,acme,Ana Planted,${address},,`).problems).toEqual([]);
});

test.each(["ana@planted", "ana..b@planted.example", ".ana@planted.example", "ana@-planted.example", "ana@planted.example.", "ana@planted..example", "Ana <ana@planted.example>", "ana@planted.example;ben@planted.example", "jürgen@planted.example", "ana@10.0.0.1", "ana @planted.example"])("%s is none that a mail server would take", (address) => {
  expect(read(`a1,acme,Ana Planted,${address},,`).problems).toEqual(["customers.csv:2 a1 email: is no mail address"]);
});

test("a column that is there twice is told: nobody knows which of the two is meant", () => {
  expect(readCustomers("id,customer,name,email,notes,email,notes\n1,acme,Ana Planted,ana@planted.example,,old@planted.example,\n", "customers.csv")).toEqual({ contacts: [], problems: ["customers.csv:1 the column 'email' is there twice"] });
});

test("a missing column, and a quotation mark too many, are told with their line alone", () => {
  expect(readCustomers("id,customer,name\n1,acme,Ana Planted\n", "customers.csv").problems).toEqual(["customers.csv:1 there is no column 'email'"]);
  const { problems } = read("a1,acme,Ana Planted,ana@planted.example,,", 'a2,acme,"Ben Planted,ben@planted.example,,');
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^customers\.csv:3 cannot be read as comma-separated values/);
  expect(problems[0]).not.toMatch(/planted/i);
});

test("ten thousand customers with a byte order mark and a spreadsheet's line ends", () => {
  const lines = Array.from({ length: 10_000 }, (_, n) => `c${n},customer-${n},Person ${n},person-${n}@customer-${n}.example,,`);
  const { contacts, problems } = readCustomers(`\ufeff${[head, ...lines].join("\r\n")}\r\n`, "customers.csv");
  expect(problems).toEqual([]);
  expect(contacts).toHaveLength(10_000);
  expect(contacts.at(-1)?.line).toBe(10_001);
});

test("a quotation mark that is never closed is told with the line on which its row begins, not with the end of the list", () => {
  const lines = Array.from({ length: 500 }, (_, n) => (n === 200 ? `c${n},acme,"Person ${n},p${n}@acme.example,,` : `c${n},customer-${n},Person ${n},p${n}@acme.example,,`));
  expect(read(...lines).problems).toEqual(["customers.csv:202 cannot be read as comma-separated values from here on; is there a quotation mark too many?"]);
});

test("a list that a spreadsheet saved with semicolons, or in another encoding, says so", () => {
  expect(readCustomers("id;customer;name;email\na;acme;Ana Planted;ana@planted.example\n", "customers.csv").problems).toEqual(["customers.csv:1 its columns are separated by semicolons; save it with commas"]);
  const latin1 = Buffer.from(`${head}\na1,acme,J\u00fcrgen Planted,j@planted.example,,\n`, "latin1").toString("utf8");
  expect(readCustomers(latin1, "customers.csv")).toEqual({ contacts: [], problems: ["customers.csv:2 a1 name: has letters that are not UTF-8; save the list as UTF-8"] });
});

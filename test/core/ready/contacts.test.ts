import { expect, test } from "vitest";
import type { Contacts, Person } from "../../../scripts/core/contacts/contacts.ts";
import { contactsFindings } from "../../../scripts/core/ready/contacts.ts";

const at = new Date("2026-11-25T12:00:00Z");
const person = (id: string, more: Partial<Person> = {}): Person => ({ id, name: id, role: "on call", mobile: "+353", timeZone: "Europe/Dublin", deputy: "d", lastVerified: "2026-11-20", ...more });
const company = (people: readonly Person[]): Contacts => ({ people, teams: [{ id: "t", name: "t", members: people.map(({ id }) => id) }], vendors: [{ id: "v", name: "v", support: "s", lastVerified: "2026-11-20" }] });
const seen = (people: readonly Person[], customers?: number, unsoundCustomers = 0) => contactsFindings({ as: "read", contacts: company(people), customers, unsoundCustomers }, at, 90).map(({ light, says }) => [light, says]);

test("whoever can be called is counted, one as one", () => {
  expect(seen([person("a")], 1)).toEqual([["green", "1 person in 1 team and 1 vendor can be called, each verified in the last 90 days; 1 contact of customers can be told"]]);
  expect(seen([person("a"), person("b")], 2)).toEqual([["green", "2 people in 1 team and 1 vendor can be called, each verified in the last 90 days; 2 contacts of customers can be told"]]);
});

test("what is not as it should be is counted, one as one", () => {
  const old = person("a", { lastVerified: undefined });
  expect(seen([old], 5, 1)).toEqual([["amber", "1 of 2 entries was not verified in the last 90 days: a"], ["amber", "the customers' list has 1 problem: such a row would not be told"]]);
  expect(seen([old, { ...old, id: "b" }], 5, 2)).toEqual([["amber", "2 of 3 entries were not verified in the last 90 days: a, b"], ["amber", "the customers' list has 2 problems: such a row would not be told"]]);
  expect(contactsFindings({ as: "unsound", problems: 1 }, at, 90)[0]?.says).toBe("contacts.yaml has 1 problem, and cannot be used");
});

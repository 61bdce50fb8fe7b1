import { expect, test } from "vitest";
import type { Contacts } from "../../../scripts/core/contacts/contacts.ts";
import { pagingListOf, pagingListText, readPagingList } from "../../../scripts/core/paging/paging-list.ts";
import { pagingFindings, type PagingSeen } from "../../../scripts/core/ready/paging.ts";

const person = (id: string, more: object) => ({ id, name: `${id} Example`, role: "engineer", timeZone: "Europe/London", ...more });
const contacts: Contacts = {
  people: [person("ana", { mobile: "+12025550101", home: "+12025550102", email: "ana@example.com", deputy: "dora" }), person("ben", { mobile: "+442079460018" }), person("dora", { mobile: "+61491570156", email: "dora@example.com" }), person("eve", { mobile: "+15550009" })],
  teams: [{ id: "operations", name: "Operations", members: ["ana", "ben"] }],
  vendors: [],
};
const list = pagingListOf(contacts, "operations");
const roads = { sms: true, mail: true, webhooks: true };
const fine: PagingSeen = { team: "operations", roads, contacts: { list, isSealed: true }, sealed: { list } };
const without = (id: string) => ({ ...list, people: list.people.filter((one) => one.id !== id) });

test("the list is the ladder, and holds no more than paging wants", () => {
  expect(list.people).toEqual([{ id: "ana", mobile: "+12025550101", email: "ana@example.com" }, { id: "dora", mobile: "+61491570156", email: "dora@example.com" }, { id: "ben", mobile: "+442079460018" }]);
  expect(readPagingList(pagingListText(list))).toEqual(list);
  expect(readPagingList("{}")).toBeUndefined();
});

test.each<[string, Partial<PagingSeen>, string, RegExp]>([
  ["the warden has the list of today", {}, "green", /^paged in this order: ana \(text, mail\), then dora \(text, mail\), then ben \(text\)$/],
  ["contacts.yaml is plain, and no list is asked for", { contacts: { list, isSealed: false }, sealed: undefined }, "green", /where the watch has contacts\.yaml$/],
  ["only the list can be opened here, as on the warden", { contacts: undefined }, "green", /ana \(text, mail\)/],
  ["there is no gateway for texts", { roads: { ...roads, sms: false } }, "green", /ben \(webhooks\)/],
  ["no road leads to somebody", { roads: { sms: false, mail: true, webhooks: false } }, "amber", /ben \(no road\)/],
  ["contacts.yaml is encrypted, and no list is asked for", { sealed: undefined }, "amber", /the warden cannot open it/],
  ["somebody was taken on since", { sealed: { list: without("dora") } }, "amber", /not what contacts\.yaml says now/],
  ["the list was never made", { sealed: { because: "there is no paging-list.age" } }, "amber", /nobody but by webhooks/],
  ["the list is there, and its key is elsewhere", { contacts: { list, isSealed: false }, sealed: { because: "paging-list.age cannot be opened: $X is not set", isKeyMissing: true } }, "unknown", /^whom the warden would page cannot be told here: .*\$X is not set$/],
  ["the warden's own key does not open the list", { sealed: { because: "paging-list.age cannot be opened: no identity matched" } }, "amber", /nobody but by webhooks/],
  ["the team is empty", { contacts: { list: { ...list, people: [] }, isSealed: false }, sealed: undefined }, "amber", /nobody is in the team 'operations'/],
  ["neither can be opened here", { contacts: undefined, sealed: { because: "paging-list.age cannot be opened: $X is not set" } }, "unknown", /\$X is not set/],
  ["there are no contacts at all", { contacts: undefined, sealed: undefined }, "unknown", /nobody can tell here/],
])("when %s", (_, more, light, says) => {
  const findings = pagingFindings({ ...fine, ...more });
  expect(findings).toMatchObject([{ check: "paging", light, says: expect.stringMatching(says) as unknown }]);
  expect(JSON.stringify(findings)).not.toMatch(/\+\d|@|Example/);
});

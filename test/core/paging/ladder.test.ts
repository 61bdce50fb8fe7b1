import { describe, expect, test } from "vitest";
import { channelsSection } from "../../../scripts/core/channel-settings.ts";
import { dueNow, ladderOf, pageChanges, pagesIn } from "../../../scripts/core/paging/ladder.ts";
import { pagerDutyRequest, slackRequest, smsRequest, teamsRequest } from "../../../scripts/core/paging/payloads.ts";
import { allInAws, channelsOf } from "../../../scripts/core/paging/shared-fate.ts";
import { isOver } from "../../../scripts/core/paging/wanted.ts";
import type { Told } from "../../../scripts/core/evidence.ts";
import { minute, told } from "../../support/evidence.ts";

const ladder = ladderOf([
  { id: "ana", deputies: [{ id: "ben" }] },
  { id: "cem", deputies: [{ id: "ben" }] },
]);
const begun = told(0, { kind: "page", page: "p-1", about: "disaster", says: "it is down" });
const tried = (minutes: number, rung: number, person: string, outcome: "sent" | "failed" = "sent") => told(minutes, { kind: "paged", page: "p-1", person, rung, channel: "sms", outcome, because: "" });
const acked = (minutes: number) => told(minutes, { kind: "acknowledged", page: "p-1" }, "ben");

describe("who is paged", () => {
  test("each is followed by their deputy, then the next; nobody stands there twice", () => {
    expect(ladder.map(({ person }) => person)).toEqual(["ana", "ben", "cem"]);
  });

  test.each<[string, readonly Told[], number, string | undefined]>([
    ["the first, at once", [begun], 0, "ana"],
    ["nobody, while the first has time to answer", [begun, tried(0, 0, "ana")], 4.9, undefined],
    ["the deputy, once five minutes have gone by", [begun, tried(0, 0, "ana")], 5, "ben"],
    ["the deputy at once, when no road led to the first", [begun, tried(0, 0, "ana", "failed")], 0.1, "ben"],
    ["nobody, when another road did lead to them", [begun, tried(0, 0, "ana", "failed"), tried(0, 0, "ana")], 1, undefined],
    ["the next in the list after the deputy", [begun, tried(0, 0, "ana"), tried(5, 1, "ben")], 10, "cem"],
    ["the first again, after all of them", [begun, tried(0, 0, "ana"), tried(5, 1, "ben"), tried(10, 2, "cem")], 15, "ana"],
    ["nobody, after so many rounds", [begun, tried(0, 0, "ana"), tried(0, 8, "cem")], 600, undefined],
    ["whoever is next, after so many rounds in which nobody was reached", [begun, tried(0, 0, "ana", "failed"), tried(0, 8, "cem", "failed")], 600, "ana"],
    ["nobody, once somebody took it on", [begun, tried(0, 0, "ana"), acked(2)], 60, undefined],
    ["nobody, although the acknowledgement arrived before the page", [acked(0), begun], 60, undefined],
    ["nobody, once it is over", [begun, told(3, { kind: "page-ended", page: "p-1", because: "up" })], 60, undefined],
    ["whoever is next, after a restart long past the time", [begun, tried(0, 0, "ana")], 300, "ben"],
  ])("%s", (_, story, at, person) => {
    const [page] = pagesIn(story);
    if (page === undefined) throw new Error("this story has a page");
    expect(dueNow(page, ladder, { minutes: 5, rounds: 3 }, minute(at))?.person).toBe(person);
  });

  test("a page begins once for one thing, and one of which nobody can tell any more goes on", () => {
    const pages = pagesIn([begun]);
    const wanted = [{ about: "disaster", says: "x" }, { about: "gate", says: "y" }];
    expect(pageChanges(pages, wanted, () => false)).toEqual({ begin: [{ about: "gate", says: "y" }], end: [] });
    const end = (disaster: "met" | "not met" | "cannot tell") => pageChanges(pages, [], (about) => isOver(about, { disaster, gate: "not met", asks: [], blind: false })).end.length;
    expect([end("cannot tell"), end("not met")]).toEqual([0, 1]);
  });
});

describe("a channel that lives only in AWS", () => {
  const url = (of: string) => () => of;
  test.each<[string, unknown, string, boolean]>([
    ["Slack alone", { webhooks: [{ kind: "slack", url: "$U" }] }, "https://hooks.slack.com/x", true],
    ["Slack and PagerDuty", { webhooks: [{ kind: "slack", url: "$U" }, { kind: "pagerduty", key: "$K" }] }, "https://hooks.slack.com/x", true],
    ["Teams", { webhooks: [{ kind: "teams", url: "$U" }] }, "https://x.logic.azure.com/y", false],
    ["a Teams relay in AWS", { webhooks: [{ kind: "teams", url: "$U" }] }, "https://abc.execute-api.eu-west-1.amazonaws.com/y", true],
    ["an SMS gateway", { webhooks: [{ kind: "slack", url: "$U" }], sms: { url: "https://sms.example.net/", body: "{to}{text}" } }, "https://hooks.slack.com/x", false],
    ["an SMS gateway that says it is in AWS", { sms: { url: "https://sms.example.net/", body: "x", hostedOn: "AWS" } }, "", true],
    ["a PagerDuty of which the settings know better", { webhooks: [{ kind: "pagerduty", key: "$K", hostedOn: "own" }] }, "", false],
    ["no channel at all", {}, "", false],
  ])("%s", (_, settings, address, expected) => {
    expect(allInAws(channelsOf(channelsSection.parse(settings), url(address)))).toBe(expected);
  });

  test("a webhook wants the variable that its kind needs, and no other", () => {
    for (const webhook of [{ kind: "slack" }, { kind: "slack", url: "$U", key: "$K" }, { kind: "pagerduty", url: "$U" }]) expect(channelsSection.safeParse({ webhooks: [webhook] }).success).toBe(false);
  });
});

describe("what is sent", () => {
  const message = { page: "p-1", service: "shop", says: 'a < b & "c"', acknowledge: "failover page ack p-1" };
  test("to Slack", () => {
    expect(JSON.parse(slackRequest(message).body)).toEqual({ text: '*shop*: a &lt; b &amp; "c"\nTo acknowledge: `failover page ack p-1`' });
  });
  test("to Teams", () => {
    expect(JSON.parse(teamsRequest(message).body)).toMatchObject({ type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: { type: "AdaptiveCard", body: [{ text: "shop" }, { text: message.says }, { text: "To acknowledge: failover page ack p-1" }] } }] });
  });
  test("to PagerDuty, one incident for one page", () => {
    expect(JSON.parse(pagerDutyRequest("trigger", message, "R").body)).toEqual({ routing_key: "R", event_action: "trigger", dedup_key: "p-1", payload: { summary: 'shop: a < b & "c"', source: "shop", severity: "critical" } });
    expect(JSON.parse(pagerDutyRequest("resolve", message, "R").body)).toEqual({ routing_key: "R", event_action: "resolve", dedup_key: "p-1" });
  });
  test.each([
    ["application/json", '{"to":"{to}","text":"{text}"}', '{"to":"+49","text":"a \\"b\\" $& c"}'],
    ["application/x-www-form-urlencoded", "to={to}&text={text}", "to=%2B49&text=a%20%22b%22%20%24%26%20c"],
    ["text/xml; charset=utf-8", "<m to='{to}'>{text}</m>", "<m to='+49'>a &quot;b&quot; $&amp; c</m>"],
    ["text/plain", "{to} {text}", '+49 a "b" $& c'],
  ])("to an SMS gateway that wants %s", (contentType, body, expected) => {
    expect(smsRequest({ contentType, body }, { to: "+49", text: 'a "b" $& c' }).body).toBe(expected);
  });
});

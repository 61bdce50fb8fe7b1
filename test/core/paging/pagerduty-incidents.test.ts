import { expect, test } from "vitest";
import { incidentsAddress, takenIn, type Taken } from "../../../scripts/core/paging/pagerduty-incidents.ts";

const ana = { id: "PXPGF42", type: "user_reference", summary: "Ana Example", html_url: "https://x.pagerduty.com/users/PXPGF42" };
const rule = { id: "PIJ90N7", type: "service_reference", summary: "shop" };
const incident = (more: object) => ({ id: "PT4KHLK", type: "incident", incident_number: 1234, status: "triggered", incident_key: "p-1", acknowledgements: [], last_status_change_by: rule, ...more });
const told = (...incidents: readonly object[]) => ({ status: 200, body: JSON.stringify({ incidents, limit: 25, offset: 0, total: null, more: false }) });
const acknowledged = { status: "acknowledged", acknowledgements: [{ at: "2026-11-26T01:31:00Z", acknowledger: ana }] };

test.each<[string, Parameters<typeof takenIn>[0], Taken]>([
  ["somebody took it on", told(incident(acknowledged)), { by: "PagerDuty PXPGF42" }],
  ["nobody did", told(incident({})), "by nobody"],
  ["somebody did, and its time there ran out since", told(incident({ ...acknowledged, status: "triggered" })), "by nobody"],
  ["a service acknowledged it, at our own request", told(incident({ status: "acknowledged", acknowledgements: [{ at: "x", acknowledger: rule }] })), "by nobody"],
  ["a person resolved it at once", told(incident({ status: "resolved", last_status_change_by: ana })), { by: "PagerDuty PXPGF42" }],
  ["a rule resolved it by itself", told(incident({ status: "resolved" })), "by nobody"],
  ["another incident was taken on", told(incident({ ...acknowledged, incident_key: "p-2" })), "by nobody"],
  ["an incident made of alerts, which has no key, and is the only one", told(incident({ ...acknowledged, incident_key: null })), { by: "PagerDuty PXPGF42" }],
  ["two without a key: whose they are nobody can tell", told(incident({ ...acknowledged, incident_key: null }), incident({ incident_key: null })), "by nobody"],
  ["there is none yet", told(), "by nobody"],
  ["it does not answer", { failed: "no answer within 10 s" }, { unknown: "no answer within 10 s" }],
  ["it refuses the token", { status: 401, body: "{}" }, { unknown: "it answered 401" }],
  ["it answers in another form", { status: 200, body: "<html>" }, { unknown: "it answered something else than incidents" }],
])("%s", (_, answer, expected) => {
  expect(takenIn(answer, "p-1")).toEqual(expected);
});

test("it is asked for one key, however old the incident", () => {
  expect(incidentsAddress("https://api.eu.pagerduty.com/", "p-1")).toBe("https://api.eu.pagerduty.com/incidents?incident_key=p-1&date_range=all");
});

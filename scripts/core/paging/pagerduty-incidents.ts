import { z } from "zod";
import { jsonIn } from "../json-in.ts";

const actor = z.object({ id: z.string(), type: z.string() });
const incidents = z.object({
  incidents: z.array(
    z.object({
      status: z.enum(["triggered", "acknowledged", "resolved"]),
      incident_key: z.string().nullish(),
      acknowledgements: z.array(z.object({ acknowledger: actor })).default([]),
      last_status_change_by: actor.nullish(),
    }),
  ),
});

/** Whether somebody took a page on in PagerDuty: by their id there, since their name is nobody's business here. */
export type Taken = { readonly by: string } | "by nobody" | { readonly unknown: string };

/** Where PagerDuty tells of the incident of one page, however old it is. https://developer.pagerduty.com/api-reference/ (List incidents) */
export const incidentsAddress = (api: string, page: string): string => `${api.replace(/\/$/, "")}/incidents?${new URLSearchParams({ incident_key: page, date_range: "all" }).toString()}`;

/**
 * Reads its answer. A person who resolved the incident took it on as well; a service that did so by a rule of its own, or at
 * our own request, did not. An incident that consists of alerts bears no key itself: it counts where it is the only one told of.
 */
export function takenIn(answer: { readonly status: number; readonly body: string } | { readonly failed: string }, page: string): Taken {
  if ("failed" in answer) return { unknown: answer.failed };
  if (answer.status !== 200) return { unknown: `it answered ${answer.status}` };
  const read = incidents.safeParse(jsonIn(answer.body));
  if (!read.success) return { unknown: "it answered something else than incidents" };
  const all = read.data.incidents;
  const ours = all.filter(({ incident_key: key }) => key === page || ((key ?? "") === "" && all.length === 1));
  const people = ours.flatMap(({ status, acknowledgements, last_status_change_by: last }) => (status === "triggered" ? [] : [...acknowledgements.map(({ acknowledger }) => acknowledger), ...(status === "resolved" && last ? [last] : [])]));
  const person = people.find(({ type }) => type.startsWith("user"));
  return person === undefined ? "by nobody" : { by: `PagerDuty ${person.id}` };
}

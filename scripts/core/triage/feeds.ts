import { z } from "zod";
import type { ObservedState } from "../observation.ts";
import { ownChecks, pingdomCheck, type OwnChecks, type PingdomCheck } from "./own-checks.ts";

/** What a vendor's page says about one thing. */
export type Said = { readonly target: string; readonly state: ObservedState; readonly value: string };

const awsEvents = z.array(z.object({ arn: z.string().default(""), service_name: z.string().default(""), summary: z.string().default(""), status: z.coerce.string().default("0"), region_name: z.string().default("") }));

/** Of https://health.aws.amazon.com/public/currentevents, which is JSON in UTF-16 with a byte order mark: what is open in this region or everywhere. 3 is "resolved". */
export function readAwsEvents(body: Uint8Array, region: string): Said {
  const open = awsEvents.parse(JSON.parse(textOf(body))).filter(({ status, arn }) => status !== "3" && (arn.includes(`:${region}:`) || /:(?:global)?::/.test(arn)));
  if (open.length === 0) return { target: region, state: "up", value: "no open event" };
  const worst = open.some(({ status }) => status === "2") ? "down" : "degraded";
  return { target: region, state: worst, value: open.map(({ service_name, summary }) => `${service_name}: ${summary}`.slice(0, 120)).join("; ") };
}

function textOf(body: Uint8Array): string {
  if (body[0] === 0xff && body[1] === 0xfe) return new TextDecoder("utf-16le").decode(body);
  if (body[0] === 0xfe && body[1] === 0xff) return new TextDecoder("utf-16be").decode(body);
  return new TextDecoder().decode(body);
}

const healthEvents = z.object({ events: z.array(z.object({ service: z.string().default(""), eventTypeCode: z.string().default(""), statusCode: z.string().default("open") })) });

/** Of the Health API's DescribeEvents, asked for open issues only. */
export function readHealthEvents(body: string, region: string): Said {
  const open = healthEvents.parse(JSON.parse(body)).events.filter(({ statusCode }) => statusCode === "open");
  return { target: region, state: open.length === 0 ? "up" : "degraded", value: open.length === 0 ? "no open issue of this account" : open.map(({ eventTypeCode }) => eventTypeCode).join(", ") };
}

const summary = z.object({
  status: z.object({ indicator: z.string(), description: z.string() }),
  components: z.array(z.object({ name: z.string(), status: z.string(), group: z.boolean().nullish(), group_id: z.string().nullish() })).default([]),
  incidents: z.array(z.object({ name: z.string(), status: z.string(), impact: z.string().nullish() })).nullish(),
});
/** Of some hundreds of components, mostly cities, those that a site behind Cloudflare stands on. */
const ours: readonly { readonly target: string; readonly names: RegExp }[] = [
  { target: "API", names: /^(Cloudflare )?APIs?$/i },
  { target: "edge", names: /^(CDN\/Cache|CDN|Network|SSL\/TLS|Always Online)$/i },
  { target: "DNS", names: /^(Authoritative DNS|DNS Updates|DNS Root Servers)$/i },
];
const stateOf: Readonly<Record<string, ObservedState>> = { operational: "up", degraded_performance: "degraded", partial_outage: "degraded", major_outage: "down", under_maintenance: "degraded" };

/** Of a Statuspage's summary.json (https://www.cloudflarestatus.com/api/): the components that matter to us, and every open incident. */
export function readStatuspage(body: string): readonly Said[] {
  const { status, components, incidents } = summary.parse(JSON.parse(body));
  const open = (incidents ?? []).filter((one) => !["resolved", "postmortem", "completed"].includes(one.status)).map(({ name }) => name);
  const overall: Said = { target: "page", state: status.indicator === "none" ? "up" : status.indicator === "minor" ? "degraded" : "down", value: [status.description, ...open].join("; ").slice(0, 200) };
  const told = ours.flatMap(({ target, names }): readonly Said[] => {
    const found = components.filter(({ name, group }) => names.test(name) && group !== true);
    const worst = found.toSorted((a, b) => badness(b.status) - badness(a.status))[0];
    return worst === undefined ? [] : [{ target, state: stateOf[worst.status] ?? "unknown", value: `${worst.name}: ${worst.status.replaceAll("_", " ")}` }];
  });
  return [overall, ...told];
}

const badness = (status: string): number => ["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"].indexOf(status);

const checks = z.object({ checks: z.array(pingdomCheck) });
const results = z.object({ results: z.array(z.object({ probeid: z.number(), status: z.string(), time: z.number(), statusdesc: z.string().default("") })) });
const probes = z.object({ probes: z.array(z.object({ id: z.number(), city: z.string().default(""), country: z.string().default("") })) });

/** Of Pingdom's list, the checks of this service. */
export const readPingdomChecks = (body: string, own: OwnChecks): readonly PingdomCheck[] => ownChecks(checks.parse(JSON.parse(body)).checks, own);

/** The newest result of each location: https://docs.pingdom.com/api/#tag/Results */
export function readPingdomResults(body: string, locations: string | undefined): readonly (Said & { readonly from: string })[] {
  const cities = new Map((locations === undefined ? [] : probes.parse(JSON.parse(locations)).probes).map(({ id, city, country }) => [id, city || country]));
  const newest = new Map<number, z.infer<typeof results>["results"][number]>();
  for (const one of results.parse(JSON.parse(body)).results) if ((newest.get(one.probeid)?.time ?? -1) < one.time) newest.set(one.probeid, one);
  return [...newest.values()].map(({ probeid, status, statusdesc }) => ({ target: "", from: `Pingdom ${cities.get(probeid) ?? probeid}`, state: pingdomState(status), value: statusdesc || status }));
}

const pingdomStates: Readonly<Record<string, ObservedState>> = { up: "up", down: "down", unconfirmed_down: "degraded" };
const pingdomState = (status: string): ObservedState => pingdomStates[status] ?? "unknown";

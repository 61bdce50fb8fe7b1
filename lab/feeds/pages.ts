import type { Trouble } from "./trouble.ts";

/** Vendors' pages tell of an outage when it has been confirmed, seldom sooner than a quarter of an hour; the lab's minutes are dearer. */
export const LAG_SECONDS = 60;

/** What the vendors know by now. */
export const confirmed = (troubles: readonly Trouble[], now: Date): readonly Trouble[] => troubles.filter(({ since }) => now.getTime() - Date.parse(since) >= LAG_SECONDS * 1000);

const region = "eu-west-1";
const has = (troubles: readonly Trouble[], ...names: readonly Trouble["name"][]): Trouble | undefined => troubles.find(({ name }) => names.includes(name));

/** https://health.aws.amazon.com/public/currentevents : JSON in UTF-16, big end first, with a byte order mark; dates are seconds as texts. */
export function awsCurrentEvents(known: readonly Trouble[]): Buffer {
  const trouble = has(known, "aws-dark", "control-plane-down", "s3-down");
  const seconds = String(Math.floor(Date.parse(trouble?.since ?? "1970-01-01T00:00:00Z") / 1000));
  const events = trouble === undefined ? [] : [
    {
      date: seconds,
      arn: `arn:aws:health:${region}::event/MULTIPLE_SERVICES/AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE/AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE_LAB00_${seconds}`,
      region_name: "Ireland",
      status: trouble.name === "aws-dark" ? "2" : "1",
      service: "multipleservices-eu-west-1",
      service_name: "Multiple services",
      summary: "Increased Error Rates",
      event_log: [{ summary: "Increased Error Rates", message: "We are investigating increased error rates.", status: 1, timestamp: Number(seconds) }],
      impacted_services: {},
    },
  ];
  return Buffer.from(`\ufeff${JSON.stringify(events)}`, "utf16le").swap16();
}

/** https://www.cloudflarestatus.com/api/v2/summary.json */
export function cloudflareSummary(known: readonly Trouble[], now: Date): object {
  const component = (id: string, name: string, isBroken: boolean) => ({ id, name, status: isBroken ? "major_outage" : "operational", created_at: "2014-10-09T03:32:07.158Z", updated_at: now.toISOString(), position: 1, description: null, showcase: false, start_date: null, group_id: "1km35smx8p41", page_id: "yh6f0r4529hb", group: false, only_show_if_degraded: false });
  const trouble = has(known, "edge-down", "cloudflare-api-down", "dns-down");
  return {
    page: { id: "yh6f0r4529hb", name: "Cloudflare", url: "https://www.cloudflarestatus.com", time_zone: "Etc/UTC", updated_at: now.toISOString() },
    components: [
      component("g4tb35rs9yw7", "API", has(known, "cloudflare-api-down") !== undefined),
      component("8qrxpq4ycsk1", "CDN/Cache", has(known, "edge-down") !== undefined),
      component("z1ls2p9y58zg", "Authoritative DNS", has(known, "dns-down") !== undefined),
      component("57ctn3f2qsyj", "Amsterdam, Netherlands - (AMS)", false),
    ],
    incidents: trouble === undefined ? [] : [{ id: "lab000000001", name: "Cloudflare is investigating issues", status: "investigating", created_at: trouble.since, updated_at: now.toISOString(), monitoring_at: null, resolved_at: null, impact: "critical", shortlink: "https://stspg.io/lab", started_at: trouble.since, page_id: "yh6f0r4529hb", incident_updates: [], components: [] }],
    scheduled_maintenances: [],
    status: trouble === undefined ? { indicator: "none", description: "All Systems Operational" } : { indicator: "critical", description: "Major System Outage" },
  };
}

const locations = [
  { id: 65, country: "Sweden", city: "Stockholm", name: "Stockholm, Sweden" },
  { id: 34, country: "United States", city: "Chicago", name: "Chicago, IL" },
  { id: 72, country: "Germany", city: "Frankfurt", name: "Frankfurt, Germany" },
];

/** https://docs.pingdom.com/api/ : checks, results and probes. Pingdom looks for itself once a minute; here it knows at once. */
export function pingdom(path: string, troubles: readonly Trouble[], now: Date): object | undefined {
  const status = has(troubles, "monitoring-lies", "aws-dark", "edge-down", "dns-down") === undefined ? "up" : "down";
  const time = Math.floor(now.getTime() / 1000);
  if (path === "/checks") {
    const check = { id: 85975, created: 1297446423, name: "shop", hostname: "shop.example.com", resolution: 1, type: "http", ipv6: false, lasttesttime: time, lastresponsetime: 355, status };
    return { checks: [check], counts: { total: 1, limited: 1, filtered: 1 } };
  }
  if (path === "/probes") return { probes: locations.map((one) => ({ ...one, active: true, hostname: `s${one.id}.pingdom.com`, ip: "192.0.2.1", region: "EU" })) };
  if (/^\/results\/\d+$/.test(path)) return { activeprobes: locations.map(({ id }) => id), results: locations.map(({ id }) => ({ probeid: id, time, status, ...(status === "up" ? { responsetime: 355, statusdesc: "OK", statusdesclong: "OK" } : { statusdesc: "Timeout (> 30s)", statusdesclong: "Socket timeout, unable to connect to server" }) })) };
  return undefined;
}

/** What an account without a support plan hears: https://docs.aws.amazon.com/health/latest/APIReference/Welcome.html */
export const healthRefusal = { __type: "SubscriptionRequiredException", message: "The AWS Health API is available to Business, Enterprise On-Ramp and Enterprise Support customers." };

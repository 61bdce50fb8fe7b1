import { expect, test } from "vitest";
import { readSettings } from "../../../scripts/core/settings.ts";
import { siteOf } from "../../../scripts/core/triage/site.ts";
import { aroundOf, readStackPlaces, withAws, withStandby } from "../../../scripts/core/triage/stack-places.ts";
import type { AwsOutputs } from "../../../scripts/core/stack-outputs.ts";
import { settingsText } from "../../support/settings.ts";

const aws: AwsOutputs = {
  app: [{ name: "shop-app-1", address: "10.10.1.11" }, { name: "shop-app-2", address: "198.51.100.12" }],
  exporter: { name: "shop-exporter", address: "10.10.1.5" },
  loadBalancer: { dnsName: "shop-alb-1.eu-west-1.elb.amazonaws.com" },
  database: { name: "shop", masterUser: "postgres", address: "db.example", port: 5432 },
  cache: { address: "cache.example", port: 6379 },
  objects: { bucket: "shop-objects" },
  search: { endpoint: "vpc-shop-search.eu-west-1.es.amazonaws.com" },
};
const kept = withStandby(withAws(readStackPlaces(undefined), aws, "2026-11-20T08:30:00.000Z"), { name: "shop-warden", address: "203.0.113.9" }, "2026-11-21T08:30:00.000Z");
const around = (triage = "", places = kept) => {
  const written = readSettings(`${settingsText}${triage}`, "failover.yaml");
  return aroundOf(siteOf(written), written.triage, places);
};

test("where the settings are silent a triage looks where the stacks said that things are, and says so", () => {
  const { site, places, notes } = around();
  expect(site).toMatchObject({ origin: "https://shop-alb-1.eu-west-1.elb.amazonaws.com", search: "https://vpc-shop-search.eu-west-1.es.amazonaws.com" });
  expect(places).toEqual([{ name: "shop-warden", address: "203.0.113.9", stands: "outside" }, { name: "shop-exporter", address: "10.10.1.5", stands: "inside" }]);
  expect(notes).toEqual([expect.stringMatching(/^the origin, the hosts, the search, the places to look from \(shop-warden, shop-exporter\): as the stacks told on 2026-11-20 08:30 UTC/)]);
});

test("a host with a private address is looked at from inside alone: its silence elsewhere would say nothing", () => {
  const { site } = around();
  expect([site.hosts, site.insideHosts]).toEqual([[{ name: "shop-app-2", address: "198.51.100.12", port: 22 }], [{ name: "shop-app-1", address: "10.10.1.11", port: 22 }]]);
});

test("whatever the settings name wins, piece by piece", () => {
  const { site, places, notes } = around("triage: { protocol: http, hosts: [{ name: app, address: 192.0.2.1 }], places: [{ name: mine, address: 192.0.2.2, stands: outside }] }\n");
  expect(site).toMatchObject({ origin: "http://shop-alb-1.eu-west-1.elb.amazonaws.com", hosts: [{ name: "app" }], insideHosts: [] });
  expect(places.map(({ name }) => name)).toEqual(["mine"]);
  expect(notes[0]).toMatch(/^the origin, the search: as/);
});

test("without anything kept, or with what cannot be read, it is as the settings say", () => {
  expect(around("", readStackPlaces('{"schema":"failover-kit/stack-places/1","aws":{"origin"'))).toMatchObject({ site: { hosts: [], insideHosts: [] }, places: [], notes: [] });
});

test("what one stack tells leaves what the other told", () => {
  expect(readStackPlaces(JSON.stringify(withAws(kept, { ...aws, app: aws.app.slice(0, 1) }, "2026-11-26T00:00:00.000Z")))).toMatchObject({ aws: { readAt: "2026-11-26T00:00:00.000Z", hosts: [{ name: "shop-app-1" }] }, standby: { warden: { name: "shop-warden" } } });
});

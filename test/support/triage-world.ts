import type { Observation, ObservedState } from "../../scripts/core/observation.ts";

/** What can be broken in a recorded world, each as the lab's switch of that name breaks it. */
export const faults = ["aws-dark", "database-gone", "storage-gone", "cache-gone", "search-gone", "control-plane-down", "edge-down", "cloudflare-api-down", "dns-down", "backbone-cut", "operator-cut", "code-bug", "monitoring-lies"] as const;
export type Fault = (typeof faults)[number];

export const at = new Date("2026-11-26T03:00:00.000Z");
const HERE = "this machine";
const WARDEN = "warden";
const INSIDE = "inside exporter";
const targets = ["root-a", "root-e", "root-k", "root-i", "root-m", "kernel"];

const of = (probe: string, target: string, from: string, state: ObservedState, value = ""): Observation => ({ probe, target, from, state, value: value || state, at: at.toISOString(), seconds: 0.1 });

/** Every answer that a prober, a warden and an exporter's host give in a world with these faults. */
export function observed(broken: readonly Fault[], { pagesLag = true } = {}): readonly Observation[] {
  const is = (fault: Fault) => broken.includes(fault);
  return [...from(HERE, is), ...(is("operator-cut") ? [] : from(WARDEN, is)), ...inside(is), ...onlyHere(is), ...pages(is, pagesLag)];
}

type Is = (fault: Fault) => boolean;

function from(place: string, is: Is): readonly Observation[] {
  const cut = place === HERE && is("operator-cut");
  const half = place === HERE && is("backbone-cut");
  const reach = (fine: ObservedState, hidden: boolean): ObservedState => (cut ? "down" : hidden ? "down" : fine);
  const named: ObservedState = is("dns-down") ? "unknown" : "up";
  const unwell = is("database-gone") || is("storage-gone") || is("cache-gone") || is("search-gone");
  const origin = reach(unwell ? "degraded" : "up", half || is("aws-dark"));
  const through = named === "unknown" && !cut ? "unknown" : reach(is("aws-dark") ? "down" : is("edge-down") ? "degraded" : unwell ? "degraded" : "up", half);
  const page = (state: ObservedState) => (state === "up" && is("code-bug") ? "degraded" : state === "degraded" && !is("database-gone") && !is("edge-down") && !is("code-bug") ? "up" : state);
  const known = origin === "up" || origin === "degraded";
  const store = (name: string, gone: boolean) => (known ? [of("own-dependency", name, place, gone ? "down" : "up")] : []);
  return [
    of("self-link", "link", place, cut ? "up" : "up"),
    of("self-route", "default route", place, "up"),
    of("self-resolver", "resolver", place, cut ? "down" : "up"),
    ...targets.map((target, index) => of("backbone", target, place, cut || (half && index % 2 === 0) ? "down" : "up")),
    of("own-http", "shop.example.com", place, through),
    of("own-origin", "origin", place, origin),
    ...(known ? [of("own-dependencies", "all", place, unwell ? "degraded" : "up")] : [of("own-dependencies", "all", place, "unknown")]),
    ...store("database", is("database-gone")),
    ...store("objects", is("storage-gone")),
    ...store("cache", is("cache-gone")),
    ...store("search", is("search-gone")),
    of("own-page", "edge /orders", place, page(through)),
    of("own-page", "origin /orders", place, page(origin)),
    of("own-trace", "shop.example.com", place, named === "unknown" && !cut ? "unknown" : reach(is("edge-down") ? "degraded" : "up", half)),
    of("own-dns", "resolver", place, cut ? "down" : is("dns-down") ? "down" : "up"),
    of("own-authoritative", "ns1", place, reach("up", is("dns-down"))),
    ...["ec2", "rds", "s3"].map((service) => of("aws-endpoint", service, place, reach("up", half || is("aws-dark")))),
  ];
}

function inside(is: Is): readonly Observation[] {
  if (is("aws-dark") || is("operator-cut") || is("backbone-cut")) return [of("self-link", "link", INSIDE, "unknown")];
  const say = (probe: string, gone: boolean) => of(probe, "it", INSIDE, gone ? "down" : "up");
  return [
    of("self-link", "link", INSIDE, "up"),
    say("inside-host", false),
    say("inside-endpoint", false),
    say("ec2-data", false),
    say("rds-data", is("database-gone")),
    say("cache-data", is("cache-gone")),
    say("search-data", is("search-gone")),
  ];
}

function onlyHere(is: Is): readonly Observation[] {
  const cut = is("operator-cut") || is("backbone-cut");
  const aws = (probe: string, gone = false) => of(probe, "eu-west-1", HERE, cut || is("aws-dark") || gone ? "down" : "up");
  const control = is("control-plane-down");
  return [
    ...["ec2-control", "rds-control", "cache-control", "search-control", "sts-control"].map((probe) => aws(probe, control)),
    aws("s3-control", is("storage-gone")),
    aws("s3-data", is("storage-gone")),
    ...(cut || control || is("aws-dark") ? [] : [of("rds-instance", "shop-database", HERE, is("database-gone") ? "down" : "up", is("database-gone") ? "failed" : "available")]),
    of("ec2-data", "app-1", HERE, cut || is("aws-dark") ? "down" : "up"),
    of("cloudflare-api", "API", HERE, is("operator-cut") || is("cloudflare-api-down") ? "down" : "up"),
  ];
}

/** The vendors' pages: late, as pages are, unless said otherwise. */
function pages(is: Is, lag: boolean): readonly Observation[] {
  if (is("operator-cut")) return [];
  const page = (probe: string, gone: boolean) => of(probe, "page", "its own page", gone && !lag ? "down" : "up");
  return [
    page("aws-status", is("aws-dark") || is("control-plane-down")),
    page("cloudflare-status", is("edge-down") || is("cloudflare-api-down") || is("dns-down")),
    of("pingdom", "shop", "Pingdom Stockholm", is("monitoring-lies") || is("aws-dark") || is("edge-down") ? "down" : "up"),
  ];
}

import type { Observation } from "../observation.ts";
import { isBad, type Facts } from "./facts.ts";
import type { ProbeId } from "./probe-names.ts";
import { controlsAreDown } from "./planes.ts";
import type { Rule, Verdict } from "./rule.ts";

/** One of the things the service keeps something in: how the service itself calls it, and how we look at it ourselves. */
type Store = { readonly dependency: string; readonly looks: readonly ProbeId[] };

const stores = {
  database: { dependency: "database", looks: ["rds-data", "rds-instance"] },
  storage: { dependency: "objects", looks: ["s3-data"] },
  cache: { dependency: "cache", looks: ["cache-data"] },
  search: { dependency: "search", looks: ["search-data"] },
} as const satisfies Partial<Record<Verdict, Store>>;

const bad = (observation: Observation): boolean => observation.state === "down" || observation.state === "degraded";

/** The service's own word first: it asks a real question of its stores, and we only knock. Where it says nothing, our knocking counts. */
function isGone(facts: Facts, { dependency, looks }: Store): boolean {
  const own = facts.of("own-dependency", dependency);
  if (own.state !== "unknown") return own.seen.some(bad);
  return isBad(facts.ofAll(looks));
}

const restsOn = (facts: Facts, { dependency, looks }: Store): readonly Observation[] =>
  [...facts.of("own-dependency", dependency).seen, ...facts.ofAll(looks).seen].filter(bad);

/** How many of the stores are gone; several at once are no accident of one of them. */
export const storesGone = (facts: Facts): number => Object.values(stores).filter((store) => isGone(facts, store)).length;

type Told = Pick<Rule, "says" | "branch" | "next">;

const storeRule = (verdict: keyof typeof stores, told: Told): Rule => {
  const store: Store = stores[verdict];
  return {
    id: verdict,
    verdict,
    when: (facts) => isGone(facts, store),
    rests: (facts) => restsOn(facts, store),
    rulesOut: ["own-origin", "ec2-data", "own-dependencies"],
    looksAt: ["own-dependency", ...store.looks],
    ...told,
  };
};

const isMoving = (facts: Facts): boolean => facts.of("rds-instance").seen.some(({ value }) => /rebooting|failing over|modifying|starting/.test(value));

/** The stores, the dearest first: what is lost with it decides the order. */
export const storeRules: readonly Rule[] = [
  storeRule("database", {
    says: "the application says that it cannot use the database, or, where it says nothing, the database does not answer while its hosts do",
    branch: (facts) =>
      isMoving(facts)
        ? "AWS is at work on the database by itself: wait a few minutes before anything else"
        : controlsAreDown(facts)
          ? "a database outage, while AWS cannot change anything: nothing can be restored there until its control plane answers; watch whether this becomes a disaster"
          : "a database outage: a new database server from the rotating snapshots",
    next: (facts) => (isMoving(facts) ? "failover restore-db   (shows the choices; changes nothing)" : controlsAreDown(facts) ? "failover watch" : "failover restore-db"),
  }),
  storeRule("storage", {
    says: "the application says that it cannot use its objects, or, where it says nothing, an object cannot be read",
    branch: () => "S3 is gone and the rest is not: wait for AWS, and see how complete the copies outside are",
    next: () => "failover objects compare",
  }),
  storeRule("cache", {
    says: "the application says that it cannot use the cache, or, where it says nothing, the cache does not answer",
    branch: (facts) => (controlsAreDown(facts) ? "the cache is gone, and AWS cannot change anything: wait for AWS" : "the cache is gone: let AWS make it again; it comes back empty"),
    next: (facts) => (controlsAreDown(facts) ? "failover triage --watch" : 'eval "$(failover env)" && pulumi up --stack aws --refresh'),
  }),
  storeRule("search", {
    says: "the application says that it cannot use the search, or, where it says nothing, the index does not answer",
    branch: (facts) => (controlsAreDown(facts) ? "the search is gone, and AWS cannot change anything: wait for AWS" : "the search is gone: let AWS make it again, then rebuild the index from the database"),
    next: (facts) => (controlsAreDown(facts) ? "failover triage --watch" : 'eval "$(failover env)" && pulumi up --stack aws --refresh'),
  }),
];

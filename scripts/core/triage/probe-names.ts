/** What a look is good for: of the prober itself, of the service and what it stands on, or of what somebody else says. */
export type ProbeKind = "self" | "own" | "world" | "hint";
export type ProbeName = { readonly id: string; readonly kind: ProbeKind; readonly title: string };

/** Every kind of look, in the order in which a person reads them. */
export const probeNames = [
  { id: "self-link", kind: "self", title: "this place's own link" },
  { id: "self-route", kind: "self", title: "its default route" },
  { id: "self-resolver", kind: "self", title: "its own resolver" },
  { id: "backbone", kind: "world", title: "independent targets" },
  { id: "own-http", kind: "own", title: "health through the public name" },
  { id: "own-origin", kind: "own", title: "health straight at the origin" },
  { id: "own-dependencies", kind: "own", title: "all that the service needs, by its own word" },
  { id: "own-dependency", kind: "own", title: "one thing it needs, by its own word" },
  { id: "own-page", kind: "own", title: "what a customer asks for" },
  { id: "own-trace", kind: "own", title: "the edge itself, under our name" },
  { id: "own-tls", kind: "own", title: "certificate" },
  { id: "own-dns", kind: "own", title: "our names at resolvers" },
  { id: "own-authoritative", kind: "own", title: "our names at their authoritative servers" },
  { id: "aws-endpoint", kind: "world", title: "AWS's regional endpoints from outside" },
  { id: "inside-host", kind: "own", title: "host to host inside AWS" },
  { id: "inside-endpoint", kind: "own", title: "AWS's endpoints from inside" },
  { id: "ec2-data", kind: "own", title: "EC2: do our hosts answer" },
  { id: "rds-data", kind: "own", title: "RDS: does the database answer" },
  { id: "rds-instance", kind: "own", title: "RDS: what AWS says of our database" },
  { id: "s3-data", kind: "own", title: "S3: can an object be read" },
  { id: "cache-data", kind: "own", title: "ElastiCache: does the cache answer" },
  { id: "search-data", kind: "own", title: "OpenSearch: does the index answer" },
  { id: "ec2-control", kind: "own", title: "EC2: can things be changed" },
  { id: "rds-control", kind: "own", title: "RDS: can things be changed" },
  { id: "s3-control", kind: "own", title: "S3: can things be changed" },
  { id: "cache-control", kind: "own", title: "ElastiCache: can things be changed" },
  { id: "search-control", kind: "own", title: "OpenSearch: can things be changed" },
  { id: "sts-control", kind: "own", title: "STS: does AWS know who we are" },
  { id: "cloudflare-api", kind: "own", title: "Cloudflare's API" },
  { id: "aws-status", kind: "hint", title: "AWS's status page says" },
  { id: "aws-health", kind: "hint", title: "AWS's Health API says" },
  { id: "cloudflare-status", kind: "hint", title: "Cloudflare's status page says" },
  { id: "pingdom", kind: "hint", title: "Pingdom says" },
] as const satisfies readonly ProbeName[];

export type ProbeId = (typeof probeNames)[number]["id"];

/** The controls of AWS: whether things can be changed, service by service. */
export const controls = ["ec2-control", "rds-control", "s3-control", "cache-control", "search-control", "sts-control"] as const satisfies readonly ProbeId[];

/** What is known of a kind of look; undefined for one that this version does not have. */
export const probeNamed = (id: string): ProbeName | undefined => probeNames.find((one) => one.id === id);

/** Where a kind of look stands in the order for readers; unknown ones come last. */
export const probeOrder = (id: string): number => {
  const at = probeNames.findIndex((one) => one.id === id);
  return at < 0 ? probeNames.length : at;
};

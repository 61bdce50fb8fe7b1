import { z } from "zod";
import type { WrittenSettings } from "../settings-schema.ts";
import { triageSection } from "./settings.ts";

const text = z.string();
const awsServices = ["ec2", "rds", "s3", "elasticache", "opensearch", "sts", "health"] as const;
export type AwsService = (typeof awsServices)[number];

const schema = z.object({
  service: text,
  names: z.array(z.object({ name: text, proxied: z.boolean() })),
  protocol: z.enum(["https", "http"]),
  healthPath: text,
  origin: text.optional(),
  pages: z.array(z.object({ path: text, expect: z.array(z.number()) })),
  resolvers: z.array(text),
  authoritative: z.array(text),
  independent: z.array(z.object({ name: text, host: text, port: z.number() })),
  hosts: z.array(z.object({ name: text, address: text, port: z.number() })),
  /** Hosts that nobody reaches but from beside them. */
  insideHosts: z.array(z.object({ name: text, address: text, port: z.number() })).default([]),
  database: z.object({ host: text, port: z.number() }),
  cache: z.object({ host: text, port: z.number(), tls: z.boolean() }).optional(),
  search: text.optional(),
  objects: z.object({ bucket: text, region: text, endpoint: text.optional() }).optional(),
  aws: z.object({ region: text, databaseInstance: text, endpoints: z.record(z.enum(awsServices), text) }).optional(),
  cloudflareApi: text,
  feeds: z.object({ aws: text, cloudflare: text }),
  pingdom: text.optional(),
  pingdomChecks: z.object({ ids: z.array(z.number()), tags: z.array(text) }).default({ ids: [], tags: [] }),
});

/** Where to look: names and addresses only, and no secret, so that it may be handed to another place. */
export type Site = z.infer<typeof schema>;

/** What another place was handed; anything else is refused. */
export const readSite = (raw: string): Site => schema.parse(JSON.parse(raw));

/** Where the settings say that everything is. */
export function siteOf(written: WrittenSettings): Site {
  const { aws, objects, cache, export: { source } } = written;
  const told = written.triage ?? triageSection.parse({});
  return {
    service: written.service,
    names: written.names.map(({ name, proxied }) => ({ name, proxied })),
    protocol: told.protocol,
    healthPath: written.application.healthPath,
    origin: told.origin,
    pages: told.pages,
    resolvers: written.resolvers,
    authoritative: told.authoritative,
    independent: told.independent,
    hosts: told.hosts,
    insideHosts: [],
    database: { host: source.host, port: source.port },
    cache: cache?.source && { host: cache.source.host, port: cache.source.port, tls: cache.source.tls },
    search: told.search,
    objects: objects && { bucket: objects.source, region: objects.region, endpoint: objects.endpoint },
    aws: aws && { region: aws.region, databaseInstance: aws.databaseInstance, endpoints: { ...endpointsIn(aws.region), ...told.endpoints } },
    cloudflareApi: written.cloudflare.endpoint,
    feeds: told.feeds,
    pingdom: told.pingdom?.endpoint,
    pingdomChecks: { ids: told.pingdom?.checks ?? [], tags: told.pingdom?.tags ?? [] },
  };
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html ; OpenSearch's own is still named after Elasticsearch. */
const endpointsIn = (region: string): Record<AwsService, string> => ({
  ec2: `https://ec2.${region}.amazonaws.com`,
  rds: `https://rds.${region}.amazonaws.com`,
  s3: `https://s3.${region}.amazonaws.com`,
  elasticache: `https://elasticache.${region}.amazonaws.com`,
  opensearch: `https://es.${region}.amazonaws.com`,
  sts: `https://sts.${region}.amazonaws.com`,
  // The active one of two: https://docs.aws.amazon.com/health/latest/ug/health-api.html
  health: "https://health.us-east-1.amazonaws.com",
});

/** Whether an address is one that nobody reaches but from beside it: https://www.rfc-editor.org/rfc/rfc1918 */
export const isPrivate = (address: string): boolean => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);

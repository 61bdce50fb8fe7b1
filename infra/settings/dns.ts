import { z } from "zod";
import { structured } from "./fields.ts";

/** Cloudflare's own word for "as you think best"; a proxied name has no other. */
export const AUTOMATIC_TTL = 1;

const name = z
  .object({
    name: z.string().regex(/^(\*\.)?([a-z0-9_]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "must be a full host name in lower case"),
    proxied: z.boolean(),
    ttl: z.union([z.literal(AUTOMATIC_TTL), z.number().int().min(30).max(86_400)]).default(AUTOMATIC_TTL),
  })
  .refine(({ proxied, ttl }) => !proxied || ttl === AUTOMATIC_TTL, { path: ["ttl"], message: "must be 1 (automatic) for a proxied name" });

const origin = z.discriminatedUnion("type", [
  z.object({ type: z.literal("CNAME"), content: z.string().regex(/^[a-z0-9.-]+[a-z]$/i, "must be a host name") }),
  z.object({ type: z.literal("A"), content: z.ipv4() }),
]);

const databaseAlias = z.object({
  name: z.string().regex(/^([a-z0-9_]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "must be a full host name in lower case"),
  ttl: z.number().int().min(30).max(86_400).default(60),
  content: z.string().regex(/^[a-z0-9.-]+[a-z]$/i, "must be a host name"),
});

/** What the `dns` stack can be told; `active` alone decides where every name points. */
export const dnsSettings = z
  .object({
  active: z.enum(["aws", "gcp"]),
  zoneId: z.string().regex(/^[0-9a-f]{32}$/, "must be a zone's id, 32 hexadecimal digits"),
  names: structured(
    z.array(name).min(1).refine((names) => new Set(names.map(({ name }) => name)).size === names.length, "must not hold a name twice"),
  ),
  origins: structured(z.object({ aws: origin, gcp: origin })),
  /** The company's own name for the database in AWS, never proxied; where it leads first. A restore of the database moves it, and no `up` moves it back. */
  databaseAlias: structured(databaseAlias).optional(),
})
  .refine(({ names, databaseAlias: alias }) => !names.some(({ name }) => name === alias?.name), { path: ["databaseAlias"], message: "must not be one of the names: nothing may stand beside a CNAME" });

/** The parsed settings of the `dns` stack. */
export type DnsSettings = z.infer<typeof dnsSettings>;

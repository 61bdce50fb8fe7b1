import { z } from "zod";
import { variable } from "../variable.ts";

const word = z.string().min(1, "must not be empty");
const url = z.url("an address like https://host");
const port = z.int().min(1).max(65535);

const target = z.strictObject({ name: word, host: word, port: port.default(443) });

/** Operated by ten different organisations; none of them stands on AWS, Google Cloud or Cloudflare. */
const independentTargets: readonly z.infer<typeof target>[] = [
  { name: "root server a (Verisign)", host: "198.41.0.4", port: 53 },
  { name: "root server e (NASA)", host: "192.203.230.10", port: 53 },
  { name: "root server i (Netnod)", host: "192.36.148.17", port: 53 },
  { name: "root server k (RIPE NCC)", host: "193.0.14.129", port: 53 },
  { name: "root server m (WIDE)", host: "202.12.27.33", port: 53 },
  { name: "Quad9", host: "9.9.9.9", port: 53 },
  { name: "Wikipedia", host: "www.wikipedia.org", port: 443 },
  { name: "Debian", host: "www.debian.org", port: 443 },
  { name: "kernel.org", host: "www.kernel.org", port: 443 },
  { name: "RIPE NCC's site", host: "www.ripe.net", port: 443 },
];

/** Where 'failover triage' looks, and from where. Everything may be left out. */
export const triageSection = z.strictObject({
  protocol: z.enum(["https", "http"]).default("https"),
  origin: url.optional(),
  pages: z.array(z.strictObject({ path: z.string().startsWith("/"), expect: z.array(z.int().min(100).max(599)).nonempty().default([200]) })).default([{ path: "/", expect: [200] }]),
  authoritative: z.array(word).default([]),
  independent: z.array(target).min(4, "fewer than four tell a broken network from a broken target badly").default([...independentTargets]),
  hosts: z.array(z.strictObject({ name: word, address: word, port: port.default(22) })).default([]),
  search: url.optional(),
  places: z.array(z.strictObject({ name: word, address: word, stands: z.enum(["outside", "inside"]) })).default([]),
  endpoints: z.partialRecord(z.enum(["ec2", "rds", "s3", "elasticache", "opensearch", "sts", "health"]), url).default({}),
  feeds: z
    .strictObject({
      aws: url.default("https://health.aws.amazon.com/public/currentevents"),
      cloudflare: url.default("https://www.cloudflarestatus.com/api/v2/summary.json"),
    })
    .prefault({}),
  pingdom: z.strictObject({ token: variable, endpoint: url.default("https://api.pingdom.com/api/3.1"), checks: z.array(z.int().positive()).default([]), tags: z.array(word).default([]) }).optional(),
});
export type WrittenTriage = z.infer<typeof triageSection>;

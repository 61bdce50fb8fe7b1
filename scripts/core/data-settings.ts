import { z } from "zod";
import { variable } from "./variable.ts";

const bucket = z.string().regex(/^[a-z0-9][a-z0-9-_.]{1,61}[a-z0-9]$/, "a bucket name has 3 to 63 lower-case letters, digits, '-', '_' or '.'");
const word = z.string().min(1, "must not be empty");
const port = z.int().min(1).max(65535);
const simpleName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "lower-case letters, digits, '-' or '_'");

/** The service's own objects in AWS, which are copied into the objects bucket while AWS lives. */
export const objectsSection = z.strictObject({
  source: bucket,
  region: word,
  endpoint: z.url("an address like http://host:port").optional(),
  maxLagMinutes: z.int().positive().default(15),
});

const cacheSource = z.strictObject({ host: word, port: port.default(6379), tls: z.boolean().default(false), user: word.optional(), password: variable.optional() });

const cacheDatabase = z.strictObject({
  number: z.int().min(0).max(15),
  holds: word,
  onFailover: z.enum(["cold", "rdb"]).default("cold"),
});

/** What becomes of each logical database of the cache. */
export const cacheSection = z
  .strictObject({
    source: cacheSource.optional(),
    databases: z.array(cacheDatabase).nonempty(),
  })
  .superRefine(({ source, databases }, context) => {
    const twice = databases.findIndex(({ number }, at) => databases.findIndex((other) => other.number === number) !== at);
    if (twice >= 0) context.addIssue({ code: "custom", path: ["databases", twice, "number"], message: "this database stands above already" });
    if (source === undefined && databases.some(({ onFailover }) => onFailover === "rdb")) {
      context.addIssue({ code: "custom", path: ["databases"], message: "a database that is copied ('rdb') needs cache.source: where it is copied from" });
    }
  });

const rebuild = z.strictObject({ command: word, user: simpleName, limitMinutes: z.int().positive().default(240) });
const snapshot = z
  .strictObject({
    repository: simpleName,
    bucket: bucket.optional(),
    basePath: word.optional(),
    /** On the search machine itself, in place of a bucket: a file system that it has mounted. */
    directory: z.string().startsWith("/", "must be an absolute path").optional(),
    indices: word.default("*"),
    marginMinutes: z.int().min(0).default(30),
  })
  .superRefine((said, context) => {
    const inBucket = said.bucket !== undefined && said.basePath !== undefined;
    const both = said.directory !== undefined && (said.bucket !== undefined || said.basePath !== undefined);
    if (both || (!inBucket && said.directory === undefined)) context.addIssue({ code: "custom", path: [], message: "say where the snapshots lie: bucket and basePath, or directory" });
  });

/** How the search index comes back: rebuilt by the company's own command, or restored and then caught up by it. */
export const searchSection = z
  .strictObject({
    onFailover: z.enum(["none", "reindex", "snapshot"]).default("reindex"),
    port: port.default(9200),
    reindex: rebuild.optional(),
    snapshot: snapshot.optional(),
  })
  .superRefine(({ onFailover, reindex, snapshot: restored }, context) => {
    const lacking = (key: string, why: string) => context.addIssue({ code: "custom", path: [], message: `'${onFailover}' needs search.${key}: ${why}` });
    if (onFailover !== "none" && reindex === undefined) lacking("reindex", onFailover === "snapshot" ? "what has changed since the snapshot comes from the database" : "the company's own command");
    if (onFailover === "snapshot" && restored === undefined) lacking("snapshot", "where the snapshots lie");
  });

export type ObjectsSettings = z.infer<typeof objectsSection>;
export type WrittenCache = z.infer<typeof cacheSection>;
export type CacheDatabase = z.infer<typeof cacheDatabase>;
export type SearchSettings = z.infer<typeof searchSection>;

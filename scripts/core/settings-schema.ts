import { z } from "zod";
import { contactsSection } from "./contacts-settings.ts";
import { cacheSection, objectsSection, searchSection } from "./data-settings.ts";
import { hotfixSection } from "./hotfix/settings.ts";
import { channelsSection, pagingSection } from "./channel-settings.ts";
import { notifySection } from "./notify-settings.ts";
import { recoveryPointSchema } from "./recovery-point.ts";
import { triageSection } from "./triage/settings.ts";
import { variable } from "./variable.ts";
import { declarationSection, watchSection } from "./watch-settings.ts";

const bucket = z.string().regex(/^[a-z0-9][a-z0-9-_.]{1,61}[a-z0-9]$/, "a bucket name has 3 to 63 lower-case letters, digits, '-', '_' or '.'");
const word = z.string().min(1, "must not be empty");
const count = z.int().nonnegative();
const hours = z.number().positive();
const port = z.int().min(1).max(65535);

/** What `failover.yaml` may say. */
export const schema = z.strictObject({
  version: z.literal(1),
  service: z.string().regex(/^[a-z][a-z0-9-]{1,20}$/, "2 to 21 lower-case letters, digits or '-', a letter first"),
  storage: z.strictObject({
    endpoint: z.url("an address like http://host:port").optional(),
    buckets: z.strictObject({ state: bucket, exports: bucket, journal: bucket, objects: bucket, leases: bucket, status: bucket.optional() }),
  }),
  google: z.strictObject({ project: word, region: word, zone: word }),
  cloudflare: z.strictObject({
    endpoint: z.url("an address like https://host/path").default("https://api.cloudflare.com/client/v4"),
    zoneId: word,
    token: variable,
  }),
  names: z.array(z.strictObject({ name: word, proxied: z.boolean(), ttl: z.int().positive() })).nonempty(),
  resolvers: z.array(word).nonempty(),
  ssh: z.strictObject({ user: word, identityFile: word }),
  database: z.strictObject({
    name: word,
    owner: word,
    ownerPassword: variable,
    extensions: z.array(word).default([]),
    rolePasswords: z.record(word, variable).default({}),
    alias: z.strictObject({ name: word, ttl: z.int().positive().default(60) }).optional(),
  }),
  application: z.strictObject({
    port,
    healthPath: z.string().startsWith("/"),
    variablesFile: word,
    secrets: z.array(variable).default([]),
  }),
  export: z.strictObject({
    source: z.strictObject({ host: word, port: port.default(5432), user: word, password: variable, databases: z.array(word).nonempty().optional(), cacert: word.optional() }),
    replica: z.strictObject({ host: word, port: port.default(5432) }).optional(),
    recipients: z.array(word).nonempty(),
    signingKey: variable,
    signer: word,
    jobs: z.int().positive().default(2),
    sums: z.boolean().default(false),
    targetMajor: z.int().min(14).optional(),
    targetAgeMinutes: z.int().positive().default(60),
    application: z.strictObject({ healthUrl: z.url("an address like http://host:port/path").optional(), file: word.optional() }).optional(),
    schemaVersionQuery: word.optional(),
  }),
  recovery: z.strictObject({
    point: recoveryPointSchema.default("newest"),
    fenceSeconds: z.int().positive().default(60),
    finalExportMinutes: z.int().positive().default(60),
    identity: variable,
    targetMinutes: z.int().positive().optional(),
  }),
  warden: z.strictObject({ signingKey: variable, signer: word }).optional(),
  verification: z
    .strictObject({
      identity: variable.optional(),
      recipient: word.default("keys/verifier.pub"),
      signingKey: variable.optional(),
      signer: word.optional(),
      smokeQuery: word.optional(),
      maxAgeHours: z.strictObject({ level1: hours.default(2), level2: hours.default(26), level3: hours.default(192) }).prefault({}),
    })
    .optional(),
  retention: z
    .strictObject({
      keep: z
        .strictObject({ last: count.default(0), hourly: count.default(24), daily: count.default(14), weekly: count.default(8), monthly: count.default(12) })
        .prefault({}),
      minimumAgeDays: count.default(14),
      minimumCount: z.int().positive().default(3),
      snapshotsStaleAfterHours: hours.default(26),
      signingKey: variable,
      signer: word,
    })
    .optional(),
  secondStore: z
    .strictObject({ endpoint: z.url("an address like https://host"), region: word, bucket, accessKeyId: variable, secretAccessKey: variable, signingKey: variable, signer: word })
    .optional(),
  aws: z
    .strictObject({ region: word, databaseInstance: word, fenceSecurityGroup: word.optional(), warmSeconds: z.int().nonnegative().default(120), endpoints: z.strictObject({ rds: z.url("an address like http://host:port").optional() }).default({}) })
    .optional(),
  pulumi: z.strictObject({ passphraseFile: variable }),
  contacts: contactsSection.optional(),
  channels: channelsSection.optional(),
  notify: notifySection.optional(),
  objects: objectsSection.optional(),
  cache: cacheSection.optional(),
  search: searchSection.optional(),
  hotfix: hotfixSection.optional(),
  watch: watchSection.optional(),
  declaration: declarationSection.optional(),
  paging: pagingSection.optional(),
  triage: triageSection.optional(),
});

/** The settings as written: where a value comes from a variable, this holds the variable's name. */
export type WrittenSettings = z.infer<typeof schema>;

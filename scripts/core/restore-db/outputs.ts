import { z } from "zod";
import type { Json } from "../journal.ts";
import type { RdsInstance } from "../rds.ts";
import { trusted } from "../parse-untrusted.ts";
import { holdings } from "./holdings.ts";

const text = z.string().min(1);
/** A machine as a stack tells of it. */
export const machine = z.object({ name: text, address: text });

/** What the look at the broken database keeps for good: once it is fenced, AWS tells another story. */
const looked = z.object({
  lookedAt: z.string(),
  broken: z.looseObject({ identifier: text, address: text.optional(), port: z.int().optional(), securityGroups: z.array(text), latestRestorableTime: z.string().optional() }),
  app: z.array(machine).min(1),
  exporter: machine,
  fenceGroup: text.optional(),
  /** AWS knows the broken one no more: what is told of it comes from elsewhere. */
  gone: z.literal(true).optional(),
});
/** `rebooted` says whether AWS took the order that ends its connections; AWS's events say when it did. */
const fence = z.object({ fenced: z.boolean(), because: z.string(), at: z.string(), rebooted: z.boolean().optional(), gone: z.literal(true).optional() });
const counted = z.object({ table: text, rows: z.int().nullable(), because: z.string().optional() });
/** The rows in the journal, the newest keys in a file beside it, known by its hash; the journals of earlier kits hold the keys themselves. */
const brokenHeld = z.union([z.object({ asked: z.literal(true), at: z.string(), tables: z.array(counted), keys: z.object({ sha256: text, tables: z.int() }) }), z.object({ asked: z.literal(true), at: z.string(), held: holdings }), z.object({ asked: z.literal(false), because: z.string() })]);
/** What a run restored. */
export const restored = z.object({ identifier: text, resourceId: text, address: text, port: z.int() });
/** The rows and the newest keys of the restored database before anybody wrote to it. */
export const restoredBase = z.object({ counted: z.record(z.string(), z.int()), newest: z.record(z.string(), z.string().nullable()) });
const verified = z.object({ comparedWith: z.string().nullable(), rowsDiffering: z.array(z.string()), base: restoredBase.optional() });

export type Looked = Omit<z.infer<typeof looked>, "broken"> & { readonly broken: RdsInstance };
export type Restored = z.infer<typeof restored>;

export const readLooked = (output: Json): Looked => trusted(looked, output, "the journal's look-at-database") as unknown as Looked;
export const readFence = (output: Json): z.infer<typeof fence> => trusted(fence, output, "the journal's fence-database");
export const readBrokenHeld = (output: Json): z.infer<typeof brokenHeld> => trusted(brokenHeld, output, "the journal's count-broken");
export const readRestored = (output: Json): Restored => trusted(restored, output, "the journal's restore-instance");
export const readVerified = (output: Json): z.infer<typeof verified> => trusted(verified, output, "the journal's verify-database");

/** A value as the journal can hold it: what is undefined is left out. */
export const asJson = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;

import { z } from "zod";
import { closedSchema, writesSchema } from "../graceful/writes.ts";
import { holdings } from "./holdings.ts";

const order = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("knock") }),
  z.strictObject({ what: z.literal("survey") }),
  z.strictObject({ what: z.literal("holdings"), seconds: z.number(), counts: z.boolean(), newest: z.int() }),
  z.strictObject({ what: z.literal("warm"), seconds: z.number() }),
  z.strictObject({ what: z.literal("mark"), run: z.string() }),
  z.strictObject({ what: z.literal("refuse-writes"), databases: z.array(z.string()).optional(), spare: z.array(z.string()) }),
  z.strictObject({ what: z.literal("count-writes"), databases: z.array(z.string()).optional(), seconds: z.number() }),
]);

/** What a host in the VPC is asked to do with a database there. */
export type Order = z.infer<typeof order>;

/** The order as it reaches that host, by standard input, since it holds a password. */
export const orderSheet = z.strictObject({ host: z.string(), port: z.int(), user: z.string(), password: z.string(), database: z.string(), cacert: z.string().optional(), order });

/** What each order's answer looks like. */
export const answers = {
  knock: z.object({ answers: z.boolean(), because: z.string() }),
  warm: z.object({ read: z.number(), bytes: z.number(), leftToRead: z.number(), leftBytes: z.number(), indexesToo: z.boolean() }),
  holdings,
  "refuse-writes": closedSchema,
  "count-writes": writesSchema,
  mark: z.object({ written: z.boolean(), sessions: z.array(z.string()) }),
} as const;

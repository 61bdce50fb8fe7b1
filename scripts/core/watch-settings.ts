import { z } from "zod";
import { variable } from "./variable.ts";

const word = z.string().min(1, "must not be empty");
const address = z.url("an address like https://host/path");
const placeName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, "1 to 31 lower-case letters, digits or '-', a letter first");
const positive = z.number().positive();

/** Who looks at the service, from where, and how often. */
export const watchSection = z.strictObject({
  everySeconds: z.number().min(1).default(30),
  timeoutSeconds: z.number().min(1).default(10),
  targets: z.array(address).nonempty().optional(),
  aws: z.array(address).nonempty().optional(),
  references: z.array(address).nonempty().default(["https://www.google.com/generate_204", "https://one.one.one.one/cdn-cgi/trace"]),
  agents: z.array(z.strictObject({ name: placeName, url: address, certificate: word, key: variable })).default([]),
});

/** When it is a disaster, and when a rebuild may begin: the written plan's numbers. */
export const declarationSection = z.strictObject({
  locations: z.strictObject({ atLeast: z.int().positive().default(2), minutes: positive.default(30) }).prefault({}),
  reports: z.strictObject({ customers: z.int().positive().default(3), withinMinutes: positive.default(60), forgottenAfterHours: positive.default(24) }).prefault({}),
  gate: z.strictObject({ hours: positive.default(24) }).prefault({}),
  gapMinutes: positive.default(60),
  scope: z.strictObject({ share: z.number().gt(0).max(1).default(0.5), customers: z.int().positive().optional() }).prefault({}),
  secondPerson: z.boolean().default(false),
  securityPlan: word.optional(),
  freeze: z.strictObject({ command: word, limitSeconds: z.number().positive().default(60) }).optional(),
});

export type WatchSettings = z.infer<typeof watchSection>;
export type DeclarationSettings = z.infer<typeof declarationSection>;

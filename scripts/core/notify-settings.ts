import { z } from "zod";
import { variable } from "./variable.ts";

const word = z.string().min(1, "must not be empty");
const SUBMISSION = 587;

/** A mail server that takes messages from us: TLS from the first byte, or by STARTTLS; never without. */
export const smtpSection = z.strictObject({
  host: word,
  port: z.int().min(1).max(65535).default(SUBMISSION),
  tls: z.enum(["starttls", "implicit"]).optional(),
  user: word,
  password: variable,
  from: z.email("is no mail address"),
  cacert: word.optional(),
});

/** How customers are told. */
export const notifySection = z.strictObject({
  updateEveryMinutes: z.int().positive().default(30),
  messagesPerSecond: z.number().positive().default(10),
  connections: z.int().min(1).max(50).default(4),
  limitMinutes: z.int().positive().default(60),
  drillTeam: z.string().min(1, "must not be empty").optional(),
  statusUrl: z.url({ protocol: /^https$/, error: "an address like https://status.example.com" }).optional(),
});

/** What holds where the settings say nothing of it. */
export const notifyOf = ({ notify }: { readonly notify?: z.infer<typeof notifySection> | undefined }): z.infer<typeof notifySection> => notify ?? notifySection.parse({});

/** Port 465 is TLS from the first byte, by its meaning. */
export const isImplicitTls = ({ port, tls }: Pick<z.infer<typeof smtpSection>, "port" | "tls">): boolean => (tls === undefined ? port === 465 : tls === "implicit");

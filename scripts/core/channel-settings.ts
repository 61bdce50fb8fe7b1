import { z } from "zod";
import { smtpSection } from "./notify-settings.ts";
import { variable } from "./variable.ts";

const word = z.string().min(1, "must not be empty");
const address = z.url("an address like https://host/path");

/** By which roads people are reached; none may exist only in AWS. */
export const channelsSection = z.strictObject({
  webhooks: z
    .array(
      z
        .strictObject({ kind: z.enum(["slack", "teams", "pagerduty"]), url: variable.optional(), key: variable.optional(), endpoint: address.default("https://events.pagerduty.com/v2/enqueue"), token: variable.optional(), api: address.default("https://api.pagerduty.com"), hostedOn: word.optional() })
        .refine(({ kind, url, key, token }) => (kind === "pagerduty" ? key !== undefined && url === undefined : url !== undefined && key === undefined && token === undefined), "slack and teams want 'url', the variable that holds their address; pagerduty wants 'key', the variable that holds its integration key, and may have 'token'"),
    )
    .default([]),
  smtp: smtpSection.optional(),
  sms: z.strictObject({ url: address, contentType: word.default("application/json"), body: word, token: variable.optional(), hostedOn: word.optional() }).optional(),
});

/** Who is paged, and after how long the next one is. */
export const pagingSection = z.strictObject({ team: word, minutes: z.number().positive().default(5), rounds: z.int().positive().default(3), sealed: z.strictObject({ identity: variable, recipient: word }).optional() });

export type ChannelSettings = z.infer<typeof channelsSection>;
export type Webhook = ChannelSettings["webhooks"][number];
export type SmsGateway = NonNullable<ChannelSettings["sms"]>;

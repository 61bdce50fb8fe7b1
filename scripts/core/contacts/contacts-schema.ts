import { z } from "zod";
import { isTimeZone } from "./local-time.ts";
import { mailAddress } from "./mail-address.ts";
import { e164 } from "./phone-number.ts";

/** An error says where it stands, never what stands there. */
const personal = <T extends z.ZodType>(type: T): T => type.meta({ secret: true });

const word = z.string().min(1, "must not be empty");
const name = personal(word);
const email = personal(mailAddress);

const INTERNATIONAL = 'write the number with its country and in quotes, like "+12025550101"';
const number = personal(
  z
    .string(INTERNATIONAL)
    .refine((text) => e164(text) !== undefined, `is no number that can exist; ${INTERNATIONAL}`)
    .transform((text) => e164(text) ?? text),
);

/** What errors, logs and journals may call somebody by; one that is none of these may be anything, so an error covers it. */
const id = personal(z.string().max(40, "has 40 characters at most").regex(/^[a-z][a-z0-9]*([-.][a-z0-9]+)*$/, "lower-case letters, digits and single '-' or '.', a letter first"));

/** Whether something may be told as an entry's id. */
export const isId = (value: unknown): value is string => id.safeParse(value).success;

const day = personal(z.iso.date("a day like 2026-11-26"));
const verification = { lastVerified: day.optional(), verifiedBy: personal(word).optional() };

/** What `contacts.yaml` may say. */
export const contactsSchema = z.strictObject({
  version: z.literal(1),
  people: z
    .array(
      z.strictObject({
        id,
        name,
        role: word,
        email: email.optional(),
        mobile: number.optional(),
        home: number.optional(),
        work: number.optional(),
        timeZone: personal(z.string().refine(isTimeZone, "is no time zone; write one like Europe/London")),
        deputy: id.optional(),
        ...verification,
      }),
    )
    .nonempty(),
  teams: z.array(z.strictObject({ id, name: word, members: z.array(id).nonempty() })).default([]),
  vendors: z
    .array(
      z.strictObject({
        id,
        name: word,
        account: personal(z.string('write it in quotes, like "123456789012"').min(1, "must not be empty")).optional(),
        support: word,
        phone: number.optional(),
        email: email.optional(),
        url: z.url("an address like https://host/path").optional(),
        ...verification,
      }),
    )
    .default([]),
  customers: word.optional(),
});

import { z } from "zod";
import { variable } from "./variable.ts";

const text = z.string().min(1, "must not be empty");
const place = z.strictObject({ kind: z.enum(["aws-secrets-manager", "aws-ssm", "google-secret-manager", "password-manager", "file"]), at: text });

/** What `secrets.yaml` may say: every secret the service needs and where its owner changes it, never a secret itself. */
export const secretsSchema = z.strictObject({
  version: z.literal(1),
  secrets: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "lower-case letters, digits and single '-', a letter first"),
        variable,
        home: place,
        copies: z.array(place).optional(),
        for: text,
      }),
    )
    .nonempty(),
});

/** One secret as the company wrote it down: the variable it travels in, its home, and what breaks without it. */
export type WrittenSecret = z.infer<typeof secretsSchema>["secrets"][number];

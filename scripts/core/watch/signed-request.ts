import { createHmac, createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Secret } from "../secret.ts";

/** How long a signed question may travel: later, it may be one that somebody recorded and sends again. */
export const REPLAY_SECONDS = 60;

export type Signed = { readonly at: string; readonly nonce: string; readonly signature: string };

/** What an agent is asked to look at. */
export const lookSchema = z.strictObject({
  from: z.string().min(1).max(64),
  targets: z.array(z.url()).max(200),
  aws: z.array(z.url()).max(50),
  references: z.array(z.url()).max(20),
  timeoutSeconds: z.number().min(1).max(60),
});
export type Look = z.infer<typeof lookSchema>;

/** What the key signs: the key itself never travels. */
const signed = (at: string, nonce: string, body: string): string => [at, nonce, createHash("sha256").update(body).digest("hex")].join("\n");

export const signRequest = (key: Secret, { at, nonce, body }: { readonly at: string; readonly nonce: string; readonly body: string }): Signed => ({
  at,
  nonce,
  signature: createHmac("sha256", key.reveal()).update(signed(at, nonce, body)).digest("hex"),
});

/** Which nonces were seen, and until when they must be remembered. */
export type Seen = ReadonlyMap<string, number>;

/** Whether this question comes from somebody who has the key, now, and for the first time; and what to remember of it. */
export function checkRequest(key: Secret, { at, nonce, signature, body }: Signed & { readonly body: string }, { now, seen }: { readonly now: number; readonly seen: Seen }): { readonly seen: Seen } | { readonly refused: string } {
  const expected = createHmac("sha256", key.reveal()).update(signed(at, nonce, body)).digest();
  const given = Buffer.from(signature, "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { refused: "the signature is not of this key" };
  const off = (now - Date.parse(at)) / 1000;
  if (!(Math.abs(off) <= REPLAY_SECONDS)) return { refused: `the question's time differs from this machine's by ${Math.round(off)} s` };
  if (seen.has(nonce)) return { refused: "this question was asked before" };
  const fresh = [...seen].filter(([, until]) => until > now);
  return { seen: new Map([...fresh, [nonce, now + 2 * REPLAY_SECONDS * 1000]]) };
}

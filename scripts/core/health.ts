import { z } from "zod";
import { jsonIn } from "./json-in.ts";

const schema = z.object({ ok: z.boolean(), mode: z.enum(["read-only", "read-write"]), side: z.enum(["aws", "gcp"]) });

/** What a service says of itself at its health path: fit or not, whether it takes writes, and on which side it stands. */
export type Health = z.infer<typeof schema>;

/** Reads an answer of the health path; a sentence where it says nothing the kit can use. An unfit service answers 503 and still says its mode. */
export function readHealth({ status, body }: { readonly status: number; readonly body: string }): Health | { readonly unreadable: string } {
  const health = schema.safeParse(jsonIn(body));
  if (health.success) return { ...health.data, ok: health.data.ok && status === 200 };
  return { unreadable: `status ${status} without {"ok", "mode", "side"} in its body` };
}

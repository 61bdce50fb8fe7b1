import { z } from "zod";
import type { Json } from "../journal.ts";
import { trusted } from "../parse-untrusted.ts";

const release = z.object({ name: z.string(), sha256: z.string(), bytes: z.number() });
const host = z.object({ name: z.string(), address: z.string(), release: z.string(), sha256: z.string() });
const judged = z.object({ verdict: z.enum(["good", "bad"]), because: z.string() });

export type Release = z.infer<typeof release>;
export type ReleasedHost = z.infer<typeof host>;
export type Judged = z.infer<typeof judged>;

export const readRelease = (json: Json): Release => trusted(release, json, "the journal's release");
export const readHosts = (json: Json): readonly ReleasedHost[] => trusted(z.object({ hosts: z.array(host).min(1) }), json, "the journal's hosts").hosts;
export const readCanary = (json: Json): Judged => trusted(judged, json, "the journal's judgement of the canary");
/** `failed` says what putting the release there broke off with. */
export const readCanaryDeployed = (json: Json) => trusted(z.object({ failed: z.string().nullable() }), json, "the journal's deployment of the canary");
export const readRest = (json: Json) => trusted(judged.extend({ deployed: z.array(z.string()) }), json, "the journal's judgement of the rest");
export const readTakenBack = (json: Json) => trusted(z.object({ takenBack: z.array(z.string()), because: z.string() }), json, "the journal's return to the release before");

import type { Secret } from "./secret.ts";

/** A store outside both clouds that speaks S3's protocol: its address, and who we are there. */
export type SecondStore = { readonly endpoint: string; readonly region: string; readonly accessKeyId: Secret; readonly secretAccessKey: Secret };

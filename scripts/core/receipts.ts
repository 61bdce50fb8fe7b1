import { z } from "zod";
import { canonicalJson } from "./canonical-json.ts";
import { sha256Of } from "./manifest.ts";
import type { Secret } from "./secret.ts";
import { isSignedBy, signManifest } from "./signature.ts";
import { jsonIn } from "./json-in.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
const seconds = z.number().nonnegative();
const of = { backup: z.string().min(1), manifestSha256: sha256 };

const ofBackups = [
  /** The first sight of a manifest. */
  z.strictObject({ kind: z.literal("seen"), ...of, storedAt: z.iso.datetime(), snapshotAt: z.iso.datetime(), bytes: count }),
  z.strictObject({
    kind: z.literal("verified"),
    ...of,
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    passed: z.boolean(),
    findings: z.array(z.string()),
    seconds,
    restoreSeconds: seconds.optional(),
  }),
  /** What the rotation took away, and by which rule. */
  z.strictObject({ kind: z.literal("removed"), ...of, rule: z.string().min(1) }),
] as const;

/** Receipts below this number are removed: what they said is in a checkpoint. */
const thinned = z.strictObject({ kind: z.literal("thinned"), before: count });

/** Who may sign: each has a key of its own. */
export const signerNames = ["warden", "verifier", "pruner", "operator"] as const;

const signed = {
  seq: count,
  /** SHA-256 of the exact bytes of the object before; null in the first one. */
  previous: sha256.nullable(),
  at: z.iso.datetime(),
  by: z.enum(signerNames),
};

/** An earlier receipt that still counts, with its own signer's signature and the time the store gave it. */
const word = z.strictObject({ ...signed, about: z.discriminatedUnion("kind", [...ofBackups, thinned]), signature: z.string(), storedAt: z.iso.datetime() });

/** All that still counts of what was said before: whoever reads this need not read that. */
const checkpoint = z.strictObject({ kind: z.literal("checkpoint"), words: z.array(word) });

const receipt = z.strictObject({
  schema: z.literal("failover-kit/receipt/1"),
  service: z.string(),
  ...signed,
  about: z.discriminatedUnion("kind", [...ofBackups, thinned, checkpoint]),
});

export type SignerName = (typeof signerNames)[number];
export type Receipt = z.infer<typeof receipt>;
/** What is said of a backup, and what is said of the receipts themselves. */
export type About = z.infer<(typeof ofBackups)[number]>;
export type Thinned = z.infer<typeof thinned>;
export type Checkpoint = z.infer<typeof checkpoint>;
export type Word = z.infer<typeof word>;

/** A receipt that can be trusted, with its signature, the hash of its bytes and the time the store gave it. */
export type Said<What extends Receipt["about"]> = { readonly receipt: Omit<Receipt, "about"> & { readonly about: What }; readonly signature: string; readonly sha256: string; readonly storedAt: string };

/** A receipt as it was believed, with its signature. */
export type Opened = { readonly receipt: Receipt; readonly signature: string };

/** The public keys a project knows, by whose they are. */
export type Signers = Readonly<Partial<Record<SignerName, { readonly path: string; readonly pem: string }>>>;
/** A private key, and whose it is. */
export type ReceiptKey = { readonly name: SignerName; readonly path: string; readonly pem: Secret };

/** Whose word counts for what: a pruner that was taken over must not be able to say that a backup is sound. */
const maySay: Readonly<Record<SignerName, readonly Receipt["about"]["kind"][]>> = {
  warden: ["seen", "verified", "checkpoint"],
  verifier: ["verified"],
  pruner: ["removed", "thinned"],
  operator: ["verified"],
};

/** Whether this signer's word counts for this. */
const speaksFor = (name: SignerName, kind: Receipt["about"]["kind"]): boolean => maySay[name].includes(kind);

const written = z.strictObject({ receipt: z.string(), signature: z.string(), signer: z.enum(signerNames) });

/** Where a service's receipts lie in the journal's bucket; their names sort by their number. */
export const receiptsPrefix = (service: string): string => `${service}/receipts/`;
export const receiptName = (service: string, seq: number): string => `${receiptsPrefix(service)}${String(seq).padStart(8, "0")}.json`;

const objectBytes = ({ receipt, signature, signer }: z.infer<typeof written>): Uint8Array => Buffer.from(JSON.stringify({ receipt, signature, signer }));

/** The object's exact bytes: the same receipt and key give the same. */
export function sealReceipt(body: Omit<Receipt, "by" | "schema">, key: ReceiptKey): Uint8Array {
  const text = canonicalJson({ ...body, schema: "failover-kit/receipt/1", by: key.name } satisfies Receipt);
  return objectBytes({ receipt: text, signature: signManifest(Buffer.from(text), key.pem, key.path), signer: key.name });
}

type Reading = { readonly service: string; readonly seq: number; readonly signers: Signers };
type Problem = { readonly problem: string };

/** A receipt whose signature holds, or what is wrong with the object. Refuses what this kit would have written otherwise by one byte: of the newest, nothing else covers its bytes. */
export function openReceipt(bytes: Uint8Array, reading: Reading): Opened | Problem {
  const object = written.safeParse(jsonIn(Buffer.from(bytes).toString()));
  if (!object.success) return { problem: "it is no receipt" };
  const isExact = Buffer.from(bytes).equals(objectBytes(object.data)) && Buffer.from(object.data.signature, "base64").toString("base64") === object.data.signature;
  return isExact ? believed(object.data, reading) : { problem: "it was written by something else" };
}

/** What a checkpoint carries of an earlier receipt, believed by that receipt's own signature, and the bytes that its object had. */
export function openWord({ signature, storedAt: _, ...body }: Word, { service, signers }: Omit<Reading, "seq">): (Opened & { readonly bytes: Uint8Array }) | Problem {
  const text = canonicalJson({ ...body, schema: "failover-kit/receipt/1", service } satisfies Receipt);
  const object = { receipt: text, signature, signer: body.by };
  const opened = believed(object, { service, seq: body.seq, signers });
  return "problem" in opened ? opened : { ...opened, bytes: objectBytes(object) };
}

/** A signature that held once holds for good: each reading meets the words of a checkpoint again, and to verify one takes longer than all else about it. */
const held = new Set<string>();

function isHeld(text: string, signature: string, { pem, path }: { readonly path: string; readonly pem: string }): boolean {
  const digest = sha256Of(Buffer.from(JSON.stringify([text, signature, pem])));
  if (held.has(digest)) return true;
  if (!isSignedBy(Buffer.from(text), signature, pem, path)) return false;
  held.add(digest);
  return true;
}

function believed({ receipt: text, signature, signer }: z.infer<typeof written>, { service, seq, signers }: Reading): Opened | Problem {
  const key = signers[signer];
  if (key === undefined) return { problem: `it is signed by the ${signer}, whose key this project does not name` };
  if (!isHeld(text, signature, key)) return { problem: `its signature is not the ${signer}'s` };
  const inner = receipt.safeParse(jsonIn(text));
  if (!inner.success || canonicalJson(inner.data) !== text) return { problem: "what it says is no receipt" };
  if (inner.data.service !== service) return { problem: `it is a receipt of ${inner.data.service}` };
  if (inner.data.seq !== seq) return { problem: `it is receipt ${inner.data.seq}, put under another number` };
  if (inner.data.by !== signer) return { problem: `it says it is the ${inner.data.by}'s, and the ${signer} signed it` };
  if (!speaksFor(signer, inner.data.about.kind)) return { problem: `the ${signer} may not say ${claims[inner.data.about.kind]}` };
  return { receipt: inner.data, signature };
}

const claims: Readonly<Record<Receipt["about"]["kind"], string>> = {
  seen: "that a backup was seen",
  verified: "that a backup was verified",
  removed: "that a backup was removed",
  thinned: "that receipts were removed",
  checkpoint: "what all receipts before it said",
};

import { join, resolve } from "node:path";
import pLimit from "p-limit";
import { z } from "zod";
import { FailoverError, isExpected } from "../core/errors.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { isCheckpoint } from "../core/checkpoint.ts";
import { checkChain, numberIn, type Chain, type Head, type StoredReceipt } from "../core/receipt-chain.ts";
import { receiptsPrefix, type SignerName, type Signers } from "../core/receipts.ts";
import type { Files, ObjectStore, StoredObject } from "../ports.ts";

const AT_A_TIME = 16;

/** The head of the chain that this machine has seen; it only moves forward. */
export type Pin = { readonly read: () => Promise<Head | undefined>; readonly forward: (head: Head) => Promise<void> };

const head = z.object({ seq: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** The pin of a project, in its own file. */
export function pinOf(projectDirectory: string, files: Pick<Files, "read" | "write">): Pin {
  const path = join(projectDirectory, ".failover", "receipts-head.json");
  const read = async (): Promise<Head | undefined> => {
    const text = await files.read(path);
    return text === undefined ? undefined : parseJsonFrom(head, text, path);
  };
  return {
    read,
    forward: async ({ seq, sha256 }) => {
      if (seq > ((await read())?.seq ?? -1)) await files.write(path, `${JSON.stringify({ seq, sha256 })}\n`);
    },
  };
}

/** Where a service's receipts lie and whose word counts there. */
export type ReceiptPlace = { readonly bucket: string; readonly service: string; readonly signers: Signers };

type Signing = { readonly signer?: string | undefined } | undefined;
type Named = {
  readonly service: string;
  readonly storage: { readonly buckets: { readonly journal: string } };
  readonly warden?: Signing;
  readonly verification?: Signing;
  readonly retention?: Signing;
};

/** The place a project's settings describe, with the public keys they name. One that is not there is an error: without it, sound receipts would look forged. */
export async function receiptPlace({ service, storage, warden, verification, retention }: Named, projectDirectory: string, files: Pick<Files, "read">): Promise<ReceiptPlace> {
  const keyOf = async (name: SignerName, path: string | undefined): Promise<Signers> => {
    if (path === undefined) return {};
    const pem = await files.read(resolve(projectDirectory, path));
    if (pem === undefined) throw new FailoverError("FILE_MISSING", { path, purpose: `it tells the ${name}'s receipts from anybody else's` });
    return { [name]: { path, pem } };
  };
  const keys = await Promise.all([keyOf("warden", warden?.signer), keyOf("verifier", verification?.signer), keyOf("pruner", retention?.signer)]);
  return { bucket: storage.buckets.journal, service, signers: { ...keys[0], ...keys[1], ...keys[2] } };
}

/** What was read was held against the pin that is there; that a full disk takes no newer one is no reason not to read. Whoever adds a receipt is told. */
function unlessNoRoom(error: unknown): void {
  if (!isExpected(error) || error.code !== "FILE_UNUSABLE") throw error;
}

type Reach = { readonly objects: Pick<ObjectStore, "list" | "read">; readonly pin: Pin };

/** How far back a chain is read: to its newest checkpoint, or all that the rotation left, so that every checkpoint is held against what it sums up. */
export type Depth = "from the newest checkpoint" | "all that is left";

/** Reads the chain as it lies there now, each of its faults named. */
export type ChainReader = (depth?: Depth) => Promise<Chain>;

/** Looked for backwards, so many receipts at a time. */
const STRETCH = 64;

/** A rotation may take receipts away between the listing and the reading. After so many looks it is none. */
const LOOKS = 3;

/**
 * Reads a service's receipts; a whole chain moves the pin forward. What was read once is not fetched again while the store
 * describes it as before.
 */
export function chainReader({ objects, pin }: Reach, { bucket, service, signers }: ReceiptPlace): ChainReader {
  const known = new Map<string, { readonly description: string; readonly bytes: Uint8Array }>();
  const limit = pLimit(AT_A_TIME);
  /** Listed, and not there any more when it was read. */
  const gone = new Set<string>();

  const fetched = async ({ name, bytes: size, crc32c, generation, createdAt }: StoredObject): Promise<StoredReceipt> => {
    const description = `${generation} ${size} ${crc32c}`;
    const before = known.get(name);
    const bytes = before?.description === description ? before.bytes : await objects.read(bucket, name);
    if (bytes === undefined) gone.add(name);
    else known.set(name, { description, bytes });
    return { name, bytes: bytes ?? new Uint8Array(), storedAt: createdAt };
  };
  const all = (some: readonly StoredObject[]): Promise<readonly StoredReceipt[]> => Promise.all(some.map((object) => limit(() => fetched(object))));

  /** The number of the newest sound checkpoint; 0 where there is none. */
  const newestCheckpoint = async (numbered: readonly StoredObject[]): Promise<number> => {
    for (let end = numbered.length; end > 0; end -= STRETCH) {
      const stretch = await all(numbered.slice(Math.max(0, end - STRETCH), end));
      const found = stretch.findLast(({ name, bytes }) => isCheckpoint(bytes, { service, seq: numberIn(service, name) ?? 0, signers }));
      if (found !== undefined) return numberIn(service, found.name) ?? 0;
    }
    return 0;
  };

  const look = async (depth: Depth): Promise<Chain> => {
    const listed = await objects.list(bucket, receiptsPrefix(service));
    const names = listed.map(({ name }) => name);
    const numbered = listed.filter(({ name }) => numberIn(service, name) !== undefined).sort((a, b) => (a.name.length - b.name.length || (a.name < b.name ? -1 : 1)));
    const pinned = await pin.read();
    const readFrom = async (from: number): Promise<Chain> => {
      const wanted = numbered.filter(({ name }) => (numberIn(service, name) ?? 0) >= from || numberIn(service, name) === pinned?.seq);
      return checkChain(await all(wanted), { service, signers, pinned, from, names });
    };
    const newest = await readFrom(await newestCheckpoint(numbered));
    return depth === "all that is left" ? readFrom(newest.thinned?.receipt.about.before ?? 0) : newest;
  };

  return async (depth = "from the newest checkpoint") => {
    let chain = await look(depth);
    for (let looked = 1; gone.size > 0 && looked < LOOKS; looked += 1) {
      gone.clear();
      chain = await look(depth);
    }
    gone.clear();
    if (chain.state === "whole" && chain.head !== undefined) await pin.forward(chain.head).catch(unlessNoRoom);
    return chain;
  };
}

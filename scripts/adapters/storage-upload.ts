import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { FailoverError } from "../core/errors.ts";
import { fileTrouble } from "./file-trouble.ts";
import type { StorageCaller } from "./storage-request.ts";
import type { StorageAnswer } from "./storage-http.ts";

/** Each chunk of a stream costs a turn of the loop and a write, whatever its size. */
const CHUNK_BYTES = 1024 * 1024;
const NAME_TAKEN = 412;
const FORBIDDEN = 403;
const GO_ON = 308;

/** Up to where a file travels in one request, and in pieces of what size beyond. */
export type UploadSizes = { readonly wholeUpToBytes: number; readonly pieceBytes: number };

/** An upload that takes effect only where this generation stands; 0 means none. */
const creating = (bucket: string, uploadType: string, generation = "0"): string => `/upload/storage/v1/b/${bucket}/o?uploadType=${uploadType}&ifGenerationMatch=${generation}`;
const answered = async (response: StorageAnswer): Promise<unknown> => (response.ok ? response.json() : "exists");

/** To create takes no right to delete, unless the name is taken: so may the store refuse those who may create and nothing else. */
const takenForCreator = (generation: string) => (status: number, text: string): boolean => generation === "0" && status === FORBIDDEN && text.includes("storage.objects.delete");

/** What a browser is to show it must know the type of; left alone, a public bucket's objects are kept by caches for an hour. */
const asPage = (name: string): object =>
  name.endsWith("index.html") ? { contentType: "text/html; charset=utf-8", cacheControl: "no-cache" } : name.endsWith("status.json") ? { contentType: "application/json", cacheControl: "no-cache" } : {};

async function* parts(boundary: string, about: { readonly name: string; readonly crc32c?: string | undefined }, body: AsyncIterable<Uint8Array> | readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  const description = JSON.stringify({ ...about, contentType: "application/octet-stream", ...asPage(about.name) });
  yield Buffer.from(`--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${description}\r\n--${boundary}\r\nContent-Type: application/octet-stream\r\n\r\n`);
  yield* body;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** Writes an object in one request where this generation stands ("0": where nothing does); the store's description of it, or "exists". */
export function uploadWhole(
  call: StorageCaller,
  bucket: string,
  name: string,
  body: () => AsyncIterable<Uint8Array> | readonly Uint8Array[],
  { generation = "0", crc32c, isTransfer }: { readonly generation?: string; /** What the store must find, or refuse. */ readonly crc32c?: string; readonly isTransfer?: true } = {},
): Promise<unknown> {
  const boundary = randomUUID();
  return call(
    {
      method: "POST",
      path: creating(bucket, "multipart", generation),
      headers: { "content-type": `multipart/related; boundary=${boundary}` },
      body: () => parts(boundary, { name, crc32c }, body()),
      ...(isTransfer === undefined ? {} : { isTransfer }),
      accept: [NAME_TAKEN],
      accepts: takenForCreator(generation),
    },
    answered,
  );
}

/** How far the store has come, from "bytes=0-N" of its answer. */
const received = (response: StorageAnswer): number => Number(/-(\d+)$/.exec(response.header("range") ?? "-0")?.[1] ?? 0) + (response.header("range") === undefined ? 0 : 1);

/** Begins an upload in pieces; where it goes on, or "exists". */
const beginPieces = (call: StorageCaller, bucket: string, name: string, bytes?: number): Promise<string> =>
  call(
    {
      method: "POST",
      path: creating(bucket, "resumable"),
      headers: { "content-type": "application/json; charset=UTF-8", "x-upload-content-type": "application/octet-stream", ...(bytes === undefined ? {} : { "x-upload-content-length": String(bytes) }) },
      body: () => JSON.stringify({ name }),
      isTransfer: true,
      accept: [NAME_TAKEN],
      accepts: takenForCreator("0"),
    },
    async (response) => (response.ok ? (response.header("location") ?? "") : "exists"),
  );

type Piece = { readonly bytes: Uint8Array; readonly at: number; /** How long the whole object is, once that is known. */ readonly of: number | "*" };

/** Sends a piece, and again what the store did not take of it; its answer when that was the last one. */
async function sendPiece(call: StorageCaller, session: string, name: string, { bytes, at, of }: Piece): Promise<{ readonly done: unknown } | "goes on"> {
  for (let taken = 0; ; ) {
    const range = `bytes ${at + taken}-${at + bytes.length - 1}/${of}`;
    const rest = bytes.subarray(taken);
    const answer = await call(
      { method: "PUT", path: session, headers: { "content-range": range }, body: () => rest, isTransfer: true, accept: [GO_ON, NAME_TAKEN], accepts: takenForCreator("0") },
      async (response) => (response.status === GO_ON ? { received: received(response) } : { done: await answered(response) }),
    );
    if ("done" in answer) return { done: answer.done };
    if (answer.received <= at + taken) throw new FailoverError("STORE_REFUSED", { endpoint: new URL(session).origin, request: `PUT ${name} ${range}`, status: GO_ON, text: "it took nothing of this piece" });
    taken = answer.received - at;
    if (taken >= bytes.length) return "goes on";
  }
}

const neverDone = (name: string, session: string): FailoverError => new FailoverError("STORE_REFUSED", { endpoint: new URL(session).origin, request: `PUT ${name}`, status: GO_ON, text: "it took the last piece and wants more" });

/** Creates a large object piece by piece: what was lost on the way is sent again, not all of it. */
async function uploadInPieces(call: StorageCaller, bucket: string, name: string, path: string, bytes: number, pieceBytes: number): Promise<unknown> {
  const session = await beginPieces(call, bucket, name, bytes);
  if (session === "exists") return session;
  const file = await open(path).catch(fileTrouble(path));
  try {
    for (let at = 0; at < bytes; at += pieceBytes) {
      const piece = Buffer.alloc(Math.min(pieceBytes, bytes - at));
      await file.read(piece, 0, piece.length, at).catch(fileTrouble(path));
      const answer = await sendPiece(call, session, name, { bytes: piece, at, of: bytes });
      if (answer !== "goes on") return answer.done;
    }
    throw neverDone(name, session);
  } finally {
    await file.close();
  }
}

/** Creates an object whose length shows only at its end: in one request if it is one piece or less. */
export async function uploadStream(call: StorageCaller, bucket: string, name: string, body: AsyncIterable<Uint8Array>, { pieceBytes }: UploadSizes): Promise<unknown> {
  const piece = Buffer.allocUnsafe(pieceBytes);
  let [filled, at] = [0, 0];
  let session: string | undefined;
  for await (const chunk of body) {
    for (let from = 0; from < chunk.length; ) {
      // A full piece waits for the next byte: the last one must say that it is the last.
      if (filled === piece.length) {
        session ??= await beginPieces(call, bucket, name);
        const answer = session === "exists" ? { done: session } : await sendPiece(call, session, name, { bytes: piece, at, of: "*" });
        if (answer !== "goes on") return answer.done;
        at += filled;
        filled = 0;
      }
      const some = chunk.subarray(from, from + piece.length - filled);
      piece.set(some, filled);
      filled += some.length;
      from += some.length;
    }
  }
  const rest = piece.subarray(0, filled);
  if (session === undefined) return uploadWhole(call, bucket, name, () => [rest], { isTransfer: true });
  const answer = await sendPiece(call, session, name, { bytes: rest, at, of: at + filled });
  if (answer === "goes on") throw neverDone(name, session);
  return answer.done;
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    fileTrouble(path)(error);
  }
}

/** Creates an object from a file, in one request or in pieces, by its size. */
export async function uploadFile(call: StorageCaller, bucket: string, name: string, path: string, { wholeUpToBytes, pieceBytes }: UploadSizes): Promise<unknown> {
  const { size } = await stat(path).catch(fileTrouble(path));
  if (size > wholeUpToBytes) return uploadInPieces(call, bucket, name, path, size, pieceBytes);
  return uploadWhole(call, bucket, name, () => chunksOf(path), { isTransfer: true });
}

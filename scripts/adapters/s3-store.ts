import { createWriteStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type BucketLocationConstraint,
  type GetObjectCommandOutput,
  type ListObjectsV2CommandOutput,
} from "@aws-sdk/client-s3";
import { crc32cOf } from "../core/crc32c.ts";
import { FailoverError } from "../core/errors.ts";
import type { SecondStore } from "../core/second-store.ts";
import { witnessed } from "../core/witnessed.ts";
import type { ObjectStore, StoredObject } from "../ports.ts";
import { disk } from "./disk.ts";
import { diskTrouble } from "./file-trouble.ts";
import { refusePages, s3Client } from "./s3-client.ts";
import type { Patience } from "./silence-watch.ts";
import { uploadInParts } from "./s3-multipart.ts";
import { answer, asked, isDeclined, orReason, SETTING, type Ending, type S3Reach, type S3Waits } from "./s3-trouble.ts";

const NOT_THERE = { names: ["NotFound", "NoSuchKey"] };
const TAKEN = { names: ["PreconditionFailed"] };
const MEGABYTE = 1024 * 1024;

/** How long one answer is waited for, how often it is asked again, and how files travel: whole, or in parts of at least 5 MB. */
export type S3Pace = { readonly seconds: number; readonly attempts: number; readonly patience: Patience; readonly wholeUpToBytes: number; readonly partBytes: number };
export const s3Patient: S3Pace = { seconds: 120, attempts: 5, patience: { limitSeconds: 300, remembers: false }, wholeUpToBytes: 16 * MEGABYTE, partBytes: 16 * MEGABYTE };
/** For a person who sits and waits. */
export const s3Attended: S3Pace = { ...s3Patient, patience: { limitSeconds: 45, remembers: true } };

/** An ETag as it is compared with; some stores leave the quotation marks out. */
const tagOf = (etag: string | undefined): string => (etag ?? "").replaceAll('"', "");

/**
 * A store outside both clouds, by S3's protocol. Every body is sent with its SHA-256, which the store must find or
 * refuse it; checksums of newer kinds are left out, since not every such store knows them. A `generation` is an ETag.
 */
export function s3Store({ endpoint, region, accessKeyId, secretAccessKey }: SecondStore, pace: S3Pace = s3Patient, told: Pick<S3Waits, "stop" | "watch"> = {}): ObjectStore {
  const isKeyless = accessKeyId.reveal() === "" || secretAccessKey.reveal() === "";
  const credentials = { accessKeyId: accessKeyId.reveal(), secretAccessKey: secretAccessKey.reveal() };
  const client = s3Client({ endpoint, region, credentials, attempts: pace.attempts, seconds: pace.seconds });
  refusePages(client, { endpoint, setting: SETTING });
  // The store's own time at each answer: an age is judged by its clock.
  const times = new WeakMap<object, number>();
  client.middlewareStack.add(
    (next) => async (asking) => {
      if (isKeyless) throw new FailoverError("SECOND_STORE_NOT_SIGNED_IN", { endpoint, reason: "there is no key to show it" });
      const result = await next(asking);
      const { date } = (result.response as { readonly headers?: Readonly<Record<string, string>> }).headers ?? {};
      times.set(result.output.$metadata, Date.parse(date ?? ""));
      return result;
    },
    { step: "initialize", priority: "high" },
  );
  const reach: S3Reach = { client, endpoint, waits: { patience: pace.patience, ...told } };

  const head = async (bucket: string, name: string) => {
    const found = await asked(reach, `HEAD ${name}`, (ending) => client.send(new HeadObjectCommand({ Bucket: bucket, Key: name }), ending), { ...NOT_THERE, isHead: true });
    return isDeclined(found) ? undefined : found;
  };

  const describe = async (bucket: string, name: string, sent: { readonly bytes: number; readonly crc32c: string }): Promise<StoredObject> => {
    const found = await head(bucket, name);
    if (found?.LastModified === undefined || found.ContentLength !== sent.bytes) throw new FailoverError("OBJECT_CHANGED_ON_THE_WAY", { bucket, name });
    return { name, bytes: sent.bytes, createdAt: found.LastModified.toISOString(), generation: tagOf(found.ETag), crc32c: sent.crc32c };
  };

  const pages = async (bucket: string, about: { readonly Prefix: string; readonly Delimiter?: string }): Promise<readonly ListObjectsV2CommandOutput[]> => {
    const all: ListObjectsV2CommandOutput[] = [];
    for (let token: string | undefined = ""; token !== undefined; ) {
      const after = token === "" ? {} : { ContinuationToken: token };
      const page: ListObjectsV2CommandOutput = await answer(reach, `list ${about.Prefix}`, (ending) => client.send(new ListObjectsV2Command({ Bucket: bucket, ...about, ...after }), ending));
      all.push(page);
      if (page.IsTruncated === true && (page.NextContinuationToken ?? "") === "") throw new FailoverError("ANSWER_UNREADABLE", { source: `the second store at ${endpoint}`, problems: [`its list of ${bucket} has more pages, and it does not say how to ask for them`] });
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    }
    return all;
  };

  const bodyOf = async (bucket: string, name: string, how: { readonly isTransfer?: true; readonly until?: AbortSignal | undefined } = {}) => {
    const found = await asked(reach, `GET ${name}`, (ending) => client.send(new GetObjectCommand({ Bucket: bucket, Key: name }), ending), { ...NOT_THERE, ...how });
    return isDeclined(found) ? undefined : found;
  };

  /** A store may fall silent in the middle of a body as well. */
  const whole = async (name: string, { Body }: GetObjectCommandOutput): Promise<Uint8Array> => answer(reach, `GET ${name}`, async () => (await Body?.transformToByteArray()) ?? new Uint8Array());

  const put = async (bucket: string, name: string, body: Uint8Array, condition: { readonly IfNoneMatch: "*" } | { readonly IfMatch: string }, until?: AbortSignal) =>
    asked(reach, `PUT ${name}`, (ending) => client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: body, ContentLength: body.length, ...condition }), ending), { ...TAKEN, isTransfer: true, until });

  const create = async (bucket: string, name: string, body: Uint8Array, until?: AbortSignal): Promise<StoredObject | "exists"> => {
    // A store that does not know the condition would replace what is there without a word.
    if ((await head(bucket, name)) !== undefined) return "exists";
    const stored = await put(bucket, name, body, { IfNoneMatch: "*" }, until);
    return isDeclined(stored) ? "exists" : describe(bucket, name, { bytes: body.length, crc32c: crc32cOf(body) });
  };

  return {
    list: async (bucket, prefix) =>
      (await pages(bucket, { Prefix: prefix })).flatMap(({ Contents = [] }) =>
        Contents.map(({ Key = "", Size = 0, LastModified = new Date(Number.NaN), ETag }) => ({ name: Key, bytes: Size, createdAt: LastModified.toISOString(), generation: tagOf(ETag), crc32c: "" })),
      ),
    folders: async (bucket, prefix) =>
      (await pages(bucket, { Prefix: prefix, Delimiter: "/" })).flatMap(({ CommonPrefixes = [] }) => CommonPrefixes.map(({ Prefix = "" }) => Prefix.slice(prefix.length, -1))),
    read: async (bucket, name) => {
      const found = await bodyOf(bucket, name);
      return found === undefined ? undefined : whole(name, found);
    },
    create: (bucket, name, body) => create(bucket, name, body),
    createFromFile: (bucket, name, path, until) =>
      orReason(until, async () => {
        const { size } = await stat(path);
        if (size <= pace.wholeUpToBytes) return create(bucket, name, await readFile(path), until);
        if ((await head(bucket, name)) !== undefined) return "exists";
        const end = await uploadInParts(reach, { bucket, name, path, size, partBytes: pace.partBytes, until });
        return end === "exists" ? "exists" : describe(bucket, name, { bytes: size, crc32c: (await disk.digest(path)).crc32c });
      }),
    readToFile: (bucket, name, path, until) =>
      orReason(until, async () => {
        const found = await bodyOf(bucket, name, { isTransfer: true, until });
        if (found?.Body === undefined) throw new FailoverError("STORE_REFUSED", { endpoint, request: `GET ${name}`, status: 404, text: "no such object", setting: SETTING });
        const { chunks, seen } = witnessed(found.Body as Readable);
        const written = ({ abortSignal: signal }: Ending) => pipeline(chunks, createWriteStream(path, { mode: 0o600 }), { signal }).catch(diskTrouble(path));
        await answer(reach, `GET ${name}`, async (ending) => ({ end: await written(ending) }), { isTransfer: true, until });
        return seen();
      }),
    look: async (bucket, name) => {
      const found = await bodyOf(bucket, name);
      if (found?.Body === undefined) return undefined;
      const ageSeconds = (times.get(found.$metadata) ?? Number.NaN) - (found.LastModified?.getTime() ?? Number.NaN);
      if (Number.isNaN(ageSeconds)) throw new FailoverError("ANSWER_UNREADABLE", { source: `the second store at ${endpoint}`, problems: [`it does not say how old ${name} is`] });
      return { body: await whole(name, found), generation: tagOf(found.ETag), ageSeconds: Math.max(0, ageSeconds / 1000) };
    },
    replace: async (bucket, name, body, generation) => {
      const stored = await put(bucket, name, body, generation === "0" ? { IfNoneMatch: "*" } : { IfMatch: generation });
      return isDeclined(stored) ? "changed" : { generation: tagOf(stored.ETag) };
    },
    remove: async (bucket, name, generation) => {
      const found = await head(bucket, name);
      if (found === undefined) return "was gone";
      if (tagOf(found.ETag) !== generation) return "changed";
      const isKept = (text: string): boolean => /object.?lock|retention|legal hold/i.test(text);
      const end = await asked(reach, `DELETE ${name}`, (ending) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }), ending), { fits: isKept });
      return isDeclined(end) ? { kept: end.declined } : "removed";
    },
    ensureBucket: async (bucket, { versioned }) => {
      const place = region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
      const made = await asked(reach, `make ${bucket}`, (ending) => client.send(new CreateBucketCommand({ Bucket: bucket, ...place }), ending), { names: ["BucketAlreadyOwnedByYou"] });
      if (versioned) await answer(reach, `make ${bucket}`, (ending) => client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }), ending));
      return isDeclined(made) ? "was there" : "made";
    },
  };
}

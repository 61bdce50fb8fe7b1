import { open } from "node:fs/promises";
import { AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { answer, asked, isDeclined, type S3Reach } from "./s3-trouble.ts";
import { heldBack } from "./timer.ts";

/** The protocol numbers parts from 1 to 10,000. */
const MOST_PARTS = 10_000;
/** So long may a kit that is to stop still wait for a store to forget what it has of an upload. */
const FORGET_SECONDS = 5;
/** An answer that got lost may have been a yes: then the upload is no more, and the object is there. */
const MAY_STAND = ["PreconditionFailed", "NoSuchUpload"];

type Upload = { readonly bucket: string; readonly name: string; readonly path: string; readonly size: number; readonly partBytes: number; readonly until?: AbortSignal | undefined };

/** Creates a large object part by part: a part that was lost on the way is sent again, not all of it. "exists" when the name is taken at the end. */
export async function uploadInParts(reach: S3Reach, { bucket, name, path, size, partBytes, until }: Upload): Promise<"stands" | "exists"> {
  const { client } = reach;
  const place = { Bucket: bucket, Key: name };
  const { UploadId = "" } = await answer(reach, `begin ${name}`, (ending) => client.send(new CreateMultipartUploadCommand(place), ending));
  const length = Math.max(partBytes, Math.ceil(size / MOST_PARTS));
  const file = await open(path);
  try {
    const Parts: { readonly PartNumber: number; readonly ETag: string }[] = [];
    for (let position = 0; position < size; position += length) {
      until?.throwIfAborted();
      const Body = Buffer.alloc(Math.min(length, size - position));
      await file.read(Body, 0, Body.length, position);
      const PartNumber = Parts.length + 1;
      const { ETag = "" } = await answer(reach, `PUT ${name}, part ${PartNumber}`, (ending) => client.send(new UploadPartCommand({ ...place, UploadId, PartNumber, Body, ContentLength: Body.length }), ending), { isTransfer: true, until });
      Parts.push({ PartNumber, ETag });
    }
    const complete = new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts }, IfNoneMatch: "*" });
    const done = await asked(reach, `complete ${name}`, (ending) => client.send(complete, ending), { names: MAY_STAND });
    if (!isDeclined(done)) return "stands";
    await forget(reach, place, UploadId);
    return "exists";
  } catch (error) {
    await forget(reach, place, UploadId).catch(() => undefined); // what failed first is what is told
    throw error;
  } finally {
    await file.close();
  }
}

/** Parts that belong to nothing are paid for until somebody removes them. */
async function forget(reach: S3Reach, place: { readonly Bucket: string; readonly Key: string }, UploadId: string): Promise<void> {
  // Also, and above all, when the kit is to stop: but then soon.
  const stays: S3Reach = { ...reach, waits: { ...reach.waits, stop: heldBack(reach.waits.stop, FORGET_SECONDS) } };
  await asked(stays, `give up ${place.Key}`, (ending) => reach.client.send(new AbortMultipartUploadCommand({ ...place, UploadId }), ending), { names: ["NoSuchUpload"] });
}

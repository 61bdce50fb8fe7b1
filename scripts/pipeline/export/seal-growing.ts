import { encryptInput } from "../../core/commands/age.ts";
import { crc32c } from "../../core/crc32c.ts";
import type { Sealed } from "../../core/spool-log.ts";
import { witnessed } from "../../core/witnessed.ts";
import type { HostPorts } from "../../host-ports.ts";
import type { ObjectStore, StoredObject } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";

/** What becomes of a file that is encrypted and sent behind its writer: once it is whole, the ciphertext lies beside it, whatever the store said. */
export type Grown = {
  readonly plain: Sealed["plain"];
  /** Left out when not all of it was sent. */
  readonly sealed?: Sealed["sealed"];
  readonly stored: PromiseSettledResult<StoredObject | "exists">;
};

type Growing = {
  readonly plainPath: string;
  readonly sealedPath: string;
  readonly name: string;
  /** Resolves when the writer has closed the file; rejects when nobody will. */
  readonly whole: Promise<void>;
};

type Streams = { readonly send: NonNullable<ObjectStore["createFromStream"]>; readonly bucket: string; readonly recipientFiles: readonly string[]; /** Ends all of it before its time. */ readonly until: AbortSignal };

/** Encrypts and sends a file while it is written, so that little is left to do when it is whole. */
export async function sealGrowing({ shell, disk }: Pick<HostPorts, "shell" | "disk">, { send, bucket, recipientFiles, until }: Streams, { plainPath, sealedPath, name, whole }: Growing): Promise<Grown> {
  const plain = witnessed(disk.follow(plainPath, whole));
  const encrypting = succeed(shell, encryptInput({ recipientFiles, to: sealedPath }), undefined, { input: plain.chunks, until });
  const sum = crc32c();
  // The ciphertext goes over the disk: what the store does not take now is sent from there later.
  const sealed = witnessed(disk.follow(sealedPath, encrypting), sum.update);
  const [encrypted, stored] = await Promise.allSettled([encrypting, send(bucket, name, sealed.chunks, until)]);
  if (encrypted.status === "rejected") throw encrypted.reason;
  const isSent = stored.status === "fulfilled" && stored.value !== "exists";
  return { plain: plain.seen(), stored, ...(isSent ? { sealed: { ...sealed.seen(), crc32c: sum.base64() } } : {}) };
}

import pLimit from "p-limit";
import { dataName } from "../../core/backup-names.ts";
import { encrypt } from "../../core/commands/age.ts";
import { FailoverError } from "../../core/errors.ts";
import { isStoreAway } from "../../core/store-away.ts";
import type { ManifestObject } from "../../core/manifest.ts";
import { isPack } from "../../core/pack.ts";
import type { Sealed, Spooled, SpoolFile } from "../../core/spool-log.ts";
import type { HostPorts } from "../../host-ports.ts";
import type { ObjectStore, StoredObject } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded, eachInTurn } from "../all-ended.ts";
import type { ExportPlan } from "./plan.ts";
import { sealGrowing } from "./seal-growing.ts";
import type { SpoolLog } from "./spool.ts";

const NAMES = 4;
/** Each holds a piece of its file in memory. */
const FOLLOWED_AT_ONCE = 4;

/**
 * The object as the store describes it. A name that is taken may be ours, when an answer got lost;
 * who may only create cannot look, so the file is sent again under another name, and what lies under the first is in no manifest.
 */
async function upload(objects: ObjectStore, plan: ExportPlan, { n, path, until }: { readonly n: number; readonly path: string; readonly until: AbortSignal }): Promise<StoredObject> {
  const { bucket, service, id } = plan;
  for (let again = 0; again < NAMES; again += 1) {
    const name = dataName(service, id, n, again);
    const answer = await objects.createFromFile(bucket, name, path, until);
    if (answer !== "exists") return answer;
  }
  throw new FailoverError("UPLOAD_UNCONFIRMED", { bucket, name: dataName(service, id, n), names: NAMES });
}

/** Encrypts a file and hashes it meanwhile. */
async function seal({ disk, shell }: HostPorts, plan: ExportPlan, directory: string, { file, until }: { readonly file: SpoolFile; readonly until: AbortSignal }): Promise<Sealed["plain"]> {
  const plainPath = `${directory}/${file.path}`;
  const sealedPath = sealedIn(plan, file.n);
  await disk.remove(sealedPath); // half of one, from before a crash
  const encrypting = succeed(shell, encrypt({ recipientFiles: plan.recipientFiles, from: plainPath, to: sealedPath }), undefined, { until });
  const [plain] = await allEnded([disk.hash(plainPath, until), encrypting]);
  return plain;
}

const sealedIn = ({ spool }: ExportPlan, n: number): string => `${spool}/${n}.age`;

/** Sends files while others are still being written. */
export type Sealer = {
  /** Takes a table's file that is still being written, if the store takes such; `add` says later that it is whole. */
  readonly follow: (database: string, path: string) => void;
  /** Takes a file that is whole; each once. */
  readonly add: (database: string, path: string) => void;
  /** Gives up whatever is under way; when it has resolved, nothing reads or sends any more. */
  readonly abandon: (reason: unknown) => Promise<void>;
  /** Every file taken so far, in the order in which they came. */
  readonly files: () => readonly SpoolFile[];
  /** What has been encrypted and what has been confirmed, in bytes of the plain files. */
  readonly done: () => { readonly sealed: number; readonly sent: number };
  /** Waits until all are in the store. */
  readonly end: () => Promise<ManifestObject[]>;
  /** Waits until none of what was sent is left in the spool. One that cannot be removed is told by whoever removes the spool. */
  readonly cleared: () => Promise<unknown>;
};

/** What a sealer works with: its log, where each database's dump lies, and what an export before a crash had already done. */
export type SealerSetting = { readonly log: SpoolLog; readonly directoryOf: (database: string) => string; readonly earlier?: Spooled | undefined };

/**
 * Encrypts and sends every file, some at a time. A store that is silent does not end a dump that is under way:
 * what it would not take is sent once more when all the others are there.
 */
export function sealer(ports: HostPorts, plan: ExportPlan, { log, directoryOf, earlier }: SealerSetting): Sealer {
  const limit = pLimit(plan.jobs * 2);
  const files = new Map<string, SpoolFile>((earlier?.dumped?.files ?? []).map((file) => [`${file.database}/${file.path}`, file]));
  const sealedBefore = new Map(earlier?.sealed ?? []);
  const objects = new Map<number, ManifestObject>(earlier?.confirmed ?? []);
  const all: Promise<void>[] = [];
  const postponed: SpoolFile[] = [];
  const growing = new Map<string, { readonly end: () => void; readonly abandon: () => void }>();
  const removals = new Set<Promise<unknown>>();
  const bytes = { sealed: 0, sent: 0 };
  const over = new AbortController();
  const until = (): AbortSignal => AbortSignal.any([over.signal]); // one for each: Node takes many listeners of one signal for a leak

  /** To let go of a large file takes a while, in which its object can be described. */
  const remove = (path: string): void => {
    const removing = ports.disk.remove(path).catch(() => undefined).finally(() => removals.delete(removing));
    removals.add(removing);
  };
  /** Hashes what was encrypted, unless that was done on the way; the plain file goes when that is known. */
  const describe = async (file: SpoolFile, plain: Sealed["plain"], seen?: Sealed["sealed"]): Promise<Sealed> => {
    const made: Sealed = { type: "sealed", file, plain, sealed: seen ?? (await ports.disk.digest(sealedIn(plan, file.n))) };
    await log(made);
    sealedBefore.set(file.n, made);
    bytes.sealed += made.plain.bytes;
    remove(`${directoryOf(file.database)}/${file.path}`);
    return made;
  };
  const send = async (file: SpoolFile): Promise<void> => {
    if (objects.has(file.n)) return;
    const path = sealedIn(plan, file.n);
    const before = sealedBefore.get(file.n);
    const encrypted = before?.plain ?? (await seal(ports, plan, directoryOf(file.database), { file, until: until() }));
    // What is on its way is hashed meanwhile; a crash in between sends it once more, under another name.
    const [made, stored] = await allEnded([before === undefined ? describe(file, encrypted) : Promise.resolve(before), upload(ports.objects, plan, { n: file.n, path, until: until() })]);
    await confirm(file, made, stored);
  };
  const confirm = async (file: SpoolFile, { plain, sealed }: Sealed, stored: StoredObject): Promise<void> => {
    const { name, generation } = stored;
    if (stored.bytes !== sealed.bytes || stored.crc32c !== sealed.crc32c) throw new FailoverError("OBJECT_CHANGED_ON_THE_WAY", { bucket: plan.bucket, name });
    const object = { name, database: file.database, path: file.path, bytes: sealed.bytes, plainBytes: plain.bytes, sha256: sealed.sha256, plainSha256: plain.sha256, crc32c: sealed.crc32c, generation, ...(isPack(file.path) ? { packed: "tar" as const } : {}) };
    await log({ type: "confirmed", n: file.n, object });
    objects.set(file.n, object);
    bytes.sent += plain.bytes;
    remove(sealedIn(plan, file.n));
  };
  /** The same behind the file's writer; what did not come out of that is as if it had been whole from the first. */
  const sendGrowing = async (file: SpoolFile, streaming: NonNullable<ObjectStore["createFromStream"]>, whole: Promise<void>): Promise<void> => {
    const plainPath = `${directoryOf(file.database)}/${file.path}`;
    const { plain, sealed, stored } = await sealGrowing(ports, { send: streaming, bucket: plan.bucket, recipientFiles: plan.recipientFiles, until: until() }, { plainPath, sealedPath: sealedIn(plan, file.n), name: dataName(plan.service, plan.id, file.n, 0), whole });
    // Whatever grew after its writer had closed it was not what we take it for.
    if ((await ports.disk.bytesOf(plainPath)) !== plain.bytes) return send(file);
    const made = await describe(file, plain, sealed);
    if (stored.status === "rejected" && isStoreAway(stored.reason)) throw stored.reason;
    // A store may end what takes as long as a dump, and want it begun anew; one that refuses the file says so once more.
    return stored.status === "rejected" || stored.value === "exists" ? send(file) : confirm(file, made, stored.value);
  };
  const begin = (file: SpoolFile, work: () => Promise<void> = () => send(file)): void => {
    const sent = limit(async () => {
      if (over.signal.aborted) return;
      await work().catch((error: unknown) => {
        if (isStoreAway(error)) postponed.push(file);
        else over.abort(error);
      });
    });
    all.push(sent);
  };
  [...files.values()].forEach((file) => begin(file));

  const take = (key: string, database: string, path: string): SpoolFile => {
    const file = { n: files.size, database, path };
    files.set(key, file);
    return file;
  };

  return {
    follow: (database, path) => {
      const key = `${database}/${path}`;
      const { createFromStream } = ports.objects;
      if (files.has(key) || createFromStream === undefined || growing.size >= FOLLOWED_AT_ONCE) return;
      const file = take(key, database, path);
      const whole = new Promise<void>((resolve, reject) => growing.set(key, { end: resolve, abandon: () => reject(new Error("the dump has failed")) }));
      whole.catch(() => undefined); // it may be given up before anybody has begun to read
      begin(file, () => sendGrowing(file, createFromStream, whole));
    },
    add: (database, path) => {
      const key = `${database}/${path}`;
      growing.get(key)?.end();
      growing.delete(key);
      if (!files.has(key)) begin(take(key, database, path));
    },
    abandon: async (reason) => {
      over.abort(reason);
      growing.forEach(({ abandon }) => abandon());
      await Promise.all(all);
    },
    files: () => [...files.values()],
    done: () => bytes,
    end: async () => {
      await Promise.all(all);
      over.signal.throwIfAborted();
      await eachInTurn(postponed, plan.jobs * 2, send);
      return [...objects].toSorted(([a], [b]) => a - b).map(([, object]) => object);
    },
    cleared: () => Promise.all(removals),
  };
}

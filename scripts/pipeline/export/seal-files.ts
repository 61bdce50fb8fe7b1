import pLimit from "p-limit";
import { dataName } from "../../core/backup-names.ts";
import { encrypt } from "../../core/commands/age.ts";
import { FailoverError, isExpected } from "../../core/errors.ts";
import type { ManifestObject } from "../../core/manifest.ts";
import { isPack } from "../../core/pack.ts";
import type { Sealed, Spooled, SpoolFile } from "../../core/spool-log.ts";
import type { HostPorts, ObjectStore, StoredObject } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded, eachInTurn } from "../all-ended.ts";
import type { ExportPlan } from "./plan.ts";
import type { SpoolLog } from "./spool.ts";

const NAMES = 4;

/**
 * The object as the store describes it. A name that is taken may be ours, when an answer got lost;
 * who may only create cannot look, so the file is sent again under another name, and what lies under the first is in no manifest.
 */
async function upload(objects: ObjectStore, plan: ExportPlan, n: number, path: string): Promise<StoredObject> {
  const { bucket, service, id } = plan;
  for (let again = 0; again < NAMES; again += 1) {
    const name = dataName(service, id, n, again);
    const answer = await objects.createFromFile(bucket, name, path);
    if (answer !== "exists") return answer;
  }
  throw new FailoverError("UPLOAD_UNCONFIRMED", { bucket, name: dataName(service, id, n), names: NAMES });
}

/** Encrypts a file and hashes it meanwhile. */
async function seal({ disk, shell }: HostPorts, plan: ExportPlan, directory: string, file: SpoolFile): Promise<Sealed["plain"]> {
  const plainPath = `${directory}/${file.path}`;
  const sealedPath = sealedIn(plan, file.n);
  await disk.remove(sealedPath); // half of one, from before a crash
  const encrypting = succeed(shell, encrypt({ recipientFiles: plan.recipientFiles, from: plainPath, to: sealedPath }));
  const [plain] = await allEnded([disk.hash(plainPath), encrypting]);
  return plain;
}

const sealedIn = ({ spool }: ExportPlan, n: number): string => `${spool}/${n}.age`;

/** Sends files while others are still being written. */
export type Sealer = {
  /** Takes a file that is whole; each once. */
  readonly add: (database: string, path: string) => void;
  /** Every file taken so far, in the order in which they came. */
  readonly files: () => readonly SpoolFile[];
  /** What has been encrypted and what has been confirmed, in bytes of the plain files. */
  readonly done: () => { readonly sealed: number; readonly sent: number };
  /** Waits for all; none is left in the spool. */
  readonly end: () => Promise<ManifestObject[]>;
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
  const work: Promise<void>[] = [];
  const postponed: SpoolFile[] = [];
  const bytes = { sealed: 0, sent: 0 };
  let failure: Error | undefined;

  /** Hashes what was encrypted; the plain file is gone when that is known. */
  const describe = async (file: SpoolFile, plain: Sealed["plain"]): Promise<Sealed> => {
    const made: Sealed = { type: "sealed", file, plain, sealed: await ports.disk.digest(sealedIn(plan, file.n)) };
    await log(made);
    sealedBefore.set(file.n, made);
    bytes.sealed += made.plain.bytes;
    await ports.disk.remove(`${directoryOf(file.database)}/${file.path}`);
    return made;
  };
  const send = async (file: SpoolFile): Promise<void> => {
    if (objects.has(file.n)) return;
    const path = sealedIn(plan, file.n);
    const before = sealedBefore.get(file.n);
    const encrypted = before?.plain ?? (await seal(ports, plan, directoryOf(file.database), file));
    // What is on its way is hashed meanwhile; a crash in between sends it once more, under another name.
    const [{ plain, sealed }, stored] = await allEnded([before === undefined ? describe(file, encrypted) : Promise.resolve(before), upload(ports.objects, plan, file.n, path)]);
    const { name, generation } = stored;
    if (stored.bytes !== sealed.bytes || stored.crc32c !== sealed.crc32c) throw new FailoverError("OBJECT_CHANGED_ON_THE_WAY", { bucket: plan.bucket, name });
    const object = { name, database: file.database, path: file.path, bytes: sealed.bytes, plainBytes: plain.bytes, sha256: sealed.sha256, plainSha256: plain.sha256, crc32c: sealed.crc32c, generation, ...(isPack(file.path) ? { packed: "tar" as const } : {}) };
    await log({ type: "confirmed", n: file.n, object });
    objects.set(file.n, object);
    bytes.sent += plain.bytes;
    await ports.disk.remove(path);
  };
  const begin = (file: SpoolFile): void => {
    const sent = limit(async () => {
      if (failure !== undefined) return;
      await send(file).catch((error: unknown) => {
        if (isExpected(error) && error.code === "STORE_SILENT") postponed.push(file);
        else failure ??= error instanceof Error ? error : new Error("a file could not be sent", { cause: error });
      });
    });
    work.push(sent);
  };
  [...files.values()].forEach(begin);

  return {
    add: (database, path) => {
      const key = `${database}/${path}`;
      if (files.has(key)) return;
      const file = { n: files.size, database, path };
      files.set(key, file);
      begin(file);
    },
    files: () => [...files.values()],
    done: () => bytes,
    end: async () => {
      await Promise.all(work);
      if (failure !== undefined) throw failure;
      await eachInTurn(postponed, plan.jobs * 2, send);
      return [...objects].toSorted(([a], [b]) => a - b).map(([, object]) => object);
    },
  };
}

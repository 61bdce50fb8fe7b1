import { FailoverError } from "../../core/errors.ts";
import type { Entry } from "../../core/journal.ts";
import { readLine, writeLine } from "../../core/journal-line.ts";
import { entriesPrefix, entryName } from "../../core/journal-names.ts";
import type { ObjectStore } from "../../ports.ts";
import { eachInTurn } from "../all-ended.ts";

const AT_A_TIME = 16;

/** The copy of a run's journal in the surviving cloud: one object for each entry, created and never replaced. */
export type BucketCopy = {
  readonly where: string;
  readonly read: () => Promise<readonly Entry[]>;
  /** Creates an entry's object. "same" when just this entry lies there already: an answer was lost. */
  readonly put: (entry: Entry) => Promise<"stored" | "same" | "another">;
};

export type BucketPlace = { readonly bucket: string; readonly service: string };

export function bucketCopy(objects: Pick<ObjectStore, "list" | "read" | "create">, { bucket, service }: BucketPlace, run: string): BucketCopy {
  const prefix = entriesPrefix(service, run);
  const where = `gs://${bucket}/${prefix}`;
  const textOf = async (name: string): Promise<string | undefined> => {
    const body = await objects.read(bucket, name);
    return body === undefined ? undefined : new TextDecoder().decode(body);
  };
  return {
    where,
    read: async () => {
      const names = (await objects.list(bucket, prefix)).map(({ name }) => name).toSorted();
      const odd = names.findIndex((name, seq) => name !== entryName(service, run, seq));
      if (odd >= 0) throw new FailoverError("JOURNAL_BROKEN", { where, seq: odd, problem: `it is missing; ${names[odd] ?? ""} comes instead` });
      return eachInTurn(names, AT_A_TIME, async (name, seq) => readLine((await textOf(name)) ?? "", seq, where));
    },
    put: async (entry) => {
      const name = entryName(service, run, entry.seq);
      const line = writeLine(entry);
      if ((await objects.create(bucket, name, new TextEncoder().encode(line))) !== "exists") return "stored";
      return (await textOf(name)) === line ? "same" : "another";
    },
  };
}

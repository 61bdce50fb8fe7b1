import { refuse, type DnsRecord, type RecordFields, type Result } from "./record.ts";
import { createRecord, deleteRecord, overwriteRecord, patchRecord, type Changed, type Ground } from "./zone-records.ts";

type Identified = RecordFields & { readonly id?: unknown };
export type BatchBody = {
  readonly deletes?: readonly Identified[];
  readonly patches?: readonly Identified[];
  readonly puts?: readonly Identified[];
  readonly posts?: readonly RecordFields[];
};
export type BatchDone = {
  readonly records: readonly DnsRecord[];
  readonly done: Readonly<Record<"deletes" | "patches" | "puts" | "posts", readonly DnsRecord[]>>;
};

/** Records in one batch on the Free plan: https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes/ */
export const batchLimit = 200;

/**
 * Applies a batch: deletes, then patches, puts and posts, as one transaction; the first refusal undoes all.
 * https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/batch/
 */
export function applyBatch(before: readonly DnsRecord[], body: BatchBody, ground: Ground): Result<BatchDone> {
  const { deletes = [], patches = [], puts = [], posts = [] } = body;
  const size = deletes.length + patches.length + puts.length + posts.length;
  if (size > batchLimit) return refuse(400, 1004, `DNS Validation Error: a batch holds at most ${batchLimit} records, this one ${size}.`);

  let records = before;
  let refusal: Result<never> | undefined;
  const each = <T>(items: readonly T[], change: (records: readonly DnsRecord[], item: T) => Result<Changed>): readonly DnsRecord[] =>
    items.flatMap((item) => {
      if (refusal) return [];
      const changed = change(records, item);
      if (!changed.ok) {
        refusal = changed;
        return [];
      }
      records = changed.value.records;
      return [changed.value.record];
    });
  const idOf = ({ id }: Identified): string => (typeof id === "string" ? id : "");
  const done = {
    deletes: each(deletes, (all, item) => deleteRecord(all, idOf(item))),
    patches: each(patches, (all, { id, ...fields }) => patchRecord(all, idOf({ id }), fields, ground)),
    puts: each(puts, (all, { id, ...fields }) => overwriteRecord(all, idOf({ id }), fields, ground)),
    posts: each(posts, (all, fields) => createRecord(all, fields, ground)),
  };
  return refusal ?? { ok: true, value: { records, done } };
}

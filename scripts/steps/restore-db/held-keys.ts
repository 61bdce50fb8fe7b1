import { join } from "node:path";
import { isExpected } from "../../core/errors.ts";
import { besideName } from "../../core/journal-names.ts";
import { sha256Of } from "../../core/manifest.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { holdings, type Holdings } from "../../core/restore-db/holdings.ts";
import type { Ports } from "../../ports.ts";
import type { Context } from "../step.ts";

const WHAT = "broken-rows";
/** No longer: the fence waits for it, and the file here is kept already. */
const SEND_SECONDS = 10;

type Place = Pick<Context, "runDirectory" | "run" | "settings">;
type Kept = { readonly tables: readonly { readonly table: string; readonly rows: number | null; readonly because?: string | undefined }[]; readonly keys: { readonly sha256: string; readonly tables: number } };

/** Keeps the newest keys in a file of the run and in the journal's bucket: a thousand of each table are too many for a journal. What the journal keeps is the rows, and the file's hash. */
export async function keepKeys(ports: Pick<Ports, "files" | "objects" | "clock" | "operator">, { runDirectory, run, settings }: Place, held: Holdings): Promise<Kept> {
  const text = JSON.stringify(held);
  const sha256 = sha256Of(Buffer.from(text));
  await ports.files.write(join(runDirectory, `${WHAT}.json`), text);
  await send(ports, settings.storage.buckets.journal, besideName(settings.service, run, WHAT, sha256), text);
  return { tables: held.tables.map(({ tail: _, ...counted }) => counted), keys: { sha256, tables: held.tables.filter(({ tail }) => tail !== undefined).length } };
}

/** For whoever goes on with the run on another machine; if it cannot be sent, the keys are here alone, and the rows are known everywhere. */
async function send({ objects, clock, operator }: Pick<Ports, "objects" | "clock" | "operator">, bucket: string, name: string, text: string): Promise<void> {
  const sent = objects.create(bucket, name, Buffer.from(text)).then(
    () => undefined,
    (error: unknown) => {
      if (!isExpected(error)) throw error;
      return error.advice.what;
    },
  );
  const over = new AbortController();
  const late = clock.sleep(SEND_SECONDS, over.signal).then(() => `no answer within ${SEND_SECONDS} s`, () => undefined);
  const trouble = await Promise.race([sent, late]).finally(() => over.abort());
  if (trouble !== undefined) operator.say(`the newest keys of the broken database are kept on this machine only: ${trouble}`);
}

/** The rows with the keys kept beside them, from here or from the bucket; without keys that are those of the journal's hash, the rows alone. */
export async function heldWithKeys({ files, objects, operator }: Pick<Ports, "files" | "objects" | "operator">, { runDirectory, run, settings }: Place, { tables, keys }: Kept): Promise<Holdings> {
  const name = besideName(settings.service, run, WHAT, keys.sha256);
  const isIt = (text: string | undefined): text is string => text !== undefined && sha256Of(Buffer.from(text)) === keys.sha256;
  const here = await files.read(join(runDirectory, `${WHAT}.json`));
  const text = isIt(here) ? here : await fetched(objects, settings.storage.buckets.journal, name);
  if (isIt(text)) return parseJsonFrom(holdings, text, name);
  operator.say(`the newest keys of the broken database can be read neither here nor in gs://${settings.storage.buckets.journal}/${name}: only its rows are told`);
  return { tables: tables.map(({ table, rows, because }) => ({ table, rows, ...(because === undefined ? {} : { because }) })) };
}

async function fetched(objects: Pick<Ports["objects"], "read">, bucket: string, name: string): Promise<string | undefined> {
  try {
    const bytes = await objects.read(bucket, name);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString();
  } catch (error) {
    if (!isExpected(error)) throw error;
    return undefined;
  }
}

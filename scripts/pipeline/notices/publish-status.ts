import { join } from "node:path";
import { FailoverError } from "../../core/errors.ts";
import { publicStatus, statusPage } from "../../core/notices/status-page.ts";
import type { ObjectStore } from "../../ports.ts";
import type { World } from "../../world.ts";
import type { Project } from "../project.ts";
import { keptNotices } from "./kept-notices.ts";

/** Where the page lies now. */
export type Published = { readonly directory: string; readonly bucket: string | undefined };

const MOST_TRIES = 5;

/** Writes the page and its JSON on this machine, and into the bucket outside AWS if there is one; undefined when customers were told nothing yet. */
export async function publishStatus(project: Project, world: Pick<World, "files" | "ledger">): Promise<Published | undefined> {
  const status = publicStatus(project.written.service, (await keptNotices(project, world)).map(({ notice }) => notice));
  if (status === undefined) return undefined;
  const directory = join(project.directory, ".failover", "status-page", ...(status.isDrill ? ["drill"] : []));
  const pages = [["index.html", statusPage(status)], ["status.json", `${JSON.stringify(status, null, 2)}\n`]] as const;
  const PUBLIC = 0o644;
  for (const [name, text] of pages) await world.files.write(join(directory, name), text, PUBLIC);
  const { storage, google } = project.written;
  const bucket = storage.buckets.status;
  if (bucket === undefined) return { directory, bucket };
  const store = await world.ledger({ endpoint: storage.endpoint, project: google.project });
  for (const [name, text] of pages) await put(store, bucket, status.isDrill ? `drill/${name}` : name, Buffer.from(text));
  return { directory, bucket };
}

/** Replaces what stands there; the last one who writes has the newest words. Throws STATUS_PAGE_CONTESTED. */
async function put(store: ObjectStore, bucket: string, name: string, body: Uint8Array): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const generation = (await store.look(bucket, name))?.generation ?? "0";
    if ((await store.replace(bucket, name, body, generation)) !== "changed") return;
  }
  throw new FailoverError("STATUS_PAGE_CONTESTED", { bucket, name, tries: MOST_TRIES });
}

import { z } from "zod";
import { namespaceFile, namespaces } from "../network/plan.ts";
import type { Place } from "../place.ts";
import { runTool } from "../setup/run-tool.ts";
import { world } from "../site/world.ts";

/** An object in a bucket, as Cloud Storage's list shows it. */
export type StoredObject = { readonly name: string; readonly generation: string; readonly updated: string };

const SECONDS = 20;
const page = z.object({
  items: z.array(z.object({ name: z.string(), generation: z.string(), updated: z.string() })).default([]),
  nextPageToken: z.string().optional(),
});

/** Asks from where Cloud Storage itself stands, so that no switch is in the way; tells an object that is not there. */
const ASK = `
const ask = async (url) => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10000) });
  if (!answer.ok && answer.status !== 404) throw new Error(answer.status + " " + await answer.text());
  return { found: answer.ok, text: await answer.text() };
};
const answers = [];
for (const url of process.argv.slice(1)) answers.push(await ask(url));
process.stdout.write(JSON.stringify(answers));`;
const answered = z.array(z.object({ found: z.boolean(), text: z.string() }));

async function ask(place: Pick<Place, "id">, paths: readonly string[]): Promise<readonly (string | undefined)[]> {
  if (paths.length === 0) return [];
  const within = `--net=${namespaceFile(namespaces(place.id).storage.namespace)}`;
  const args = [within, process.execPath, "--input-type=module", "--eval", ASK, ...paths.map((path) => `${world.storageEndpoint}${path}`)];
  return answered.parse(JSON.parse(await runTool({ file: "nsenter", args, timeoutSeconds: SECONDS }))).map(({ found, text }) => (found ? text : undefined));
}

/** Everything in a bucket, in the order of names; nothing in one that is not there. */
export async function listObjects(place: Pick<Place, "id">, bucket: string): Promise<readonly StoredObject[]> {
  const found: StoredObject[] = [];
  for (let token: string | undefined = ""; token !== undefined; ) {
    const [text] = await ask(place, [`/storage/v1/b/${bucket}/o${token === "" ? "" : `?pageToken=${encodeURIComponent(token)}`}`]);
    if (text === undefined) return [];
    const { items, nextPageToken }: z.infer<typeof page> = page.parse(JSON.parse(text));
    found.push(...items);
    token = nextPageToken === "" ? undefined : nextPageToken;
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** What objects hold, in the order asked for; undefined for one that is not there. */
export const readObjects = (place: Pick<Place, "id">, bucket: string, names: readonly string[]): Promise<readonly (string | undefined)[]> =>
  ask(place, names.map((name) => `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`));

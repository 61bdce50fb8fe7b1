import { z } from "zod";
import { namespaceFile, namespaces } from "../network/plan.ts";
import type { Place } from "../place.ts";
import { runTool } from "../setup/run-tool.ts";
import { world } from "../site/world.ts";

const SECONDS = 120;

/** Lists a bucket and reads what is in it, where Cloud Storage itself stands: one program for all objects, since each takes a moment to start. */
const READ = `
const [origin, bucket, without] = process.argv.slice(1);
const ask = async (path) => {
  const answer = await fetch(origin + "/storage/v1/b/" + encodeURIComponent(bucket) + path, { signal: AbortSignal.timeout(30000) });
  if (!answer.ok && answer.status !== 404) throw new Error(answer.status + " " + await answer.text());
  return answer;
};
for (let token = ""; token !== undefined; ) {
  const answer = await ask("/o" + (token === "" ? "" : "?pageToken=" + encodeURIComponent(token)));
  if (!answer.ok) break;
  const { items = [], nextPageToken } = await answer.json();
  for (const { name } of items.filter(({ name }) => !name.endsWith(without))) {
    const object = await ask("/o/" + encodeURIComponent(name) + "?alt=media");
    if (object.ok) console.log(JSON.stringify({ name, body: Buffer.from(await object.arrayBuffer()).toString("base64") }));
  }
  token = nextPageToken || undefined;
}`;

const read = z.object({ name: z.string(), body: z.base64().transform((body) => Buffer.from(body, "base64")) });

/** Every object of a bucket with what it holds, but those whose names end so; nothing of a bucket that is not there. */
export async function bucketContents(place: Pick<Place, "id">, bucket: string, { without }: { readonly without: string }): Promise<readonly z.infer<typeof read>[]> {
  const within = `--net=${namespaceFile(namespaces(place.id).storage.namespace)}`;
  const args = [within, process.execPath, "--input-type=module", "--eval", READ, world.storageEndpoint, bucket, without];
  const out = await runTool({ file: "nsenter", args, timeoutSeconds: SECONDS });
  return out.split("\n").filter(Boolean).map((line) => read.parse(JSON.parse(line)));
}

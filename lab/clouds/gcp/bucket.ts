import { record, text } from "../fields.ts";
import type { Handler, Wanted } from "../handler.ts";
import { places } from "../default-handler.ts";

/** Where Cloud Storage stands in the lab. */
export const storageEndpoint = "http://198.51.100.20:4443";

const timeoutMs = 10_000;

/** A Cloud Storage bucket, made through the JSON API. */
export const bucket: Handler = {
  async create(wanted) {
    const { name, inputs } = wanted;
    const versioning = { enabled: record(inputs, "versioning")["enabled"] === true };
    const body = { name, location: text(inputs, "location", "EU"), storageClass: text(inputs, "storageClass", "STANDARD"), versioning };
    const response = await ask("POST", `?project=${encodeURIComponent(projectOf(wanted))}`, body);
    // A bucket left by an earlier, cut-off create is the one wanted.
    if (!response.ok && response.status !== 409)
      throw new Error(`googleapi: Error ${response.status} creating bucket ${name}: ${response.text}`);
    const url = `gs://${name}`;
    return { id: name, outputs: { ...places(wanted), ...inputs, name, url, selfLink: `https://www.googleapis.com/storage/v1/b/${name}` } };
  },
  async read(resource) {
    const response = await ask("GET", `/${resource.id}`);
    return response.status === 404 ? undefined : resource.outputs;
  },
  async delete(resource) {
    if (resource.inputs["forceDestroy"] === true) await empty(resource.id);
    const response = await ask("DELETE", `/${resource.id}`);
    if (!response.ok && response.status !== 404)
      throw new Error(`googleapi: Error ${response.status} deleting bucket ${resource.id}: ${response.text}`);
  },
};

const projectOf = ({ inputs, config }: Wanted): string => text(inputs, "project", text(config, "project"));

async function empty(name: string): Promise<void> {
  const listing = await ask("GET", `/${name}/o?versions=true`);
  const { items = [] } = JSON.parse(listing.text) as { items?: readonly { name: string; generation?: string }[] };
  for (const item of items) {
    const generation = item.generation === undefined ? "" : `?generation=${item.generation}`;
    await ask("DELETE", `/${name}/o/${encodeURIComponent(item.name)}${generation}`);
  }
}

async function ask(method: string, path: string, body?: unknown): Promise<{ ok: boolean; status: number; text: string }> {
  const response = await fetch(`${storageEndpoint}/storage/v1/b${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { ok: response.ok, status: response.status, text: await response.text() };
}

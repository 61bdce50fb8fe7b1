import { AwsClient } from "aws4fetch";

/** From which S3 bucket to which bucket of Cloud Storage, and where the two answer. */
export type CopyRoute = { readonly s3: string; readonly source: string; readonly storage: string; readonly sink: string };

type Listed = { readonly name: string; readonly etag: string };

const SECONDS = 10;
const AT_A_TIME = 8;
// moto takes any credentials; they only have to look like some.
const client = new AwsClient({ accessKeyId: "lab", secretAccessKey: "lab", service: "s3", region: "eu-west-1", retries: 0 });

const plain = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
const path = (name: string): string => name.split("/").map(encodeURIComponent).join("/");

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const signal = AbortSignal.timeout(SECONDS * 1000);
  return url.includes("/storage/v1/") ? fetch(url, { ...init, signal }) : client.fetch(url, { ...init, signal });
}

async function answered(response: Response, what: string): Promise<Response> {
  if (!response.ok) throw new Error(`${what}: ${response.status} ${(await response.text()).slice(0, 200)}`);
  return response;
}

async function list({ s3, source }: CopyRoute): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (let after: string | undefined = ""; after !== undefined; ) {
    const query = new URLSearchParams({ "list-type": "2", ...(after === "" ? {} : { "start-after": after }) });
    const listing: Response = await answered(await ask(`${s3}/${source}?${query.toString()}`), `list ${source}`);
    const text: string = await listing.text();
    const page = [...text.matchAll(/<Contents>.*?<Key>(.*?)<\/Key>.*?<ETag>(.*?)<\/ETag>.*?<\/Contents>/gs)].map(([, name = "", etag = ""]) => ({ name: plain(name), etag: plain(etag).replaceAll('"', "") }));
    found.push(...page);
    after = text.includes("<IsTruncated>true</IsTruncated>") ? page.at(-1)?.name : undefined;
  }
  return found;
}

/** Whether the sink holds this very object; the copy goes by the content, as "overwrite when different" does. */
async function holds({ storage, sink }: CopyRoute, { name, etag }: Listed): Promise<boolean> {
  const response = await ask(`${storage}/storage/v1/b/${sink}/o/${encodeURIComponent(name)}`);
  if (response.status === 404) return false;
  const { md5Hash = "" } = (await (await answered(response, `look at ${name}`)).json()) as { md5Hash?: string };
  return Buffer.from(md5Hash, "base64").toString("hex") === etag;
}

async function copy(route: CopyRoute, listed: Listed): Promise<boolean> {
  if (await holds(route, listed)) return false;
  const read = await ask(`${route.s3}/${route.source}/${path(listed.name)}`);
  if (read.status === 404) return false; // deleted since it was listed
  const body = new Uint8Array(await (await answered(read, `read ${listed.name}`)).arrayBuffer());
  const url = `${route.storage}/upload/storage/v1/b/${route.sink}/o?uploadType=media&name=${encodeURIComponent(listed.name)}`;
  const type = read.headers.get("content-type") ?? "application/octet-stream";
  await answered(await ask(url, { method: "POST", headers: { "content-type": type }, body }), `write ${listed.name}`);
  return true;
}

/**
 * Copies what is new or different since `known` was last told, and nothing once `goOn` says no; deletes nothing.
 * Returns how many objects were written.
 */
export async function copyObjects(route: CopyRoute, known: Map<string, string>, goOn: () => boolean): Promise<number> {
  const waiting = (await list(route)).filter(({ name, etag }) => known.get(name) !== etag);
  let written = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && goOn(); next = waiting.shift()) {
      if (await copy(route, next)) written += 1;
      known.set(next.name, next.etag);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return written;
}

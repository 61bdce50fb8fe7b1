import { AwsClient } from "aws4fetch";
import type { Lab } from "../../daemon/lab.ts";
import { text } from "../fields.ts";
import type { Fields, Handler, Wanted } from "../handler.ts";

/** Where the AWS API stands in the lab. */
export const s3Endpoint = "http://10.10.0.5:5000";

// moto takes any credentials; they only have to look like some.
const client = new AwsClient({ accessKeyId: "lab", secretAccessKey: "lab", service: "s3", region: "eu-west-1", retries: 0 });
const timeoutMs = 10_000;

/** An S3 bucket, made in the lab's AWS API. */
export const bucket: Handler = {
  async create(wanted) {
    const region = regionOf(wanted);
    const response = await ask(
      "PUT",
      wanted.name,
      `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`,
    );
    // A bucket that is ours already is not an error: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    if (!response.ok && !response.text.includes("BucketAlreadyOwnedByYou"))
      throw new Error(`creating S3 bucket ${wanted.name}: ${response.status} ${response.text}`);
    return { id: wanted.name, outputs: { ...wanted.inputs, ...addresses(wanted.name, region) } };
  },
  async read(resource) {
    const response = await ask("HEAD", resource.name);
    return response.status === 404 ? undefined : resource.outputs;
  },
  async delete(resource) {
    if (resource.inputs["forceDestroy"] === true) await empty(resource.name);
    const response = await ask("DELETE", resource.name);
    if (!response.ok && response.status !== 404)
      throw new Error(`deleting S3 bucket ${resource.name}: ${response.status} ${response.text}`);
  },
};

/** Whether a bucket keeps old versions; told to the lab's AWS API as well. */
export const bucketVersioning: Handler = {
  async create(wanted, lab) {
    await setVersioning(wanted.inputs, lab);
    return { id: text(wanted.inputs, "bucket"), outputs: wanted.inputs };
  },
  async update(resource, wanted, lab) {
    await setVersioning(wanted.inputs, lab);
    return { ...resource.outputs, ...wanted.inputs };
  },
};

async function setVersioning(inputs: Fields, lab: Lab): Promise<void> {
  const name = text(inputs, "bucket");
  const { status } = (inputs["versioningConfiguration"] ?? {}) as { status?: unknown };
  const state = status === "Enabled" ? "Enabled" : "Suspended";
  const response = await ask("PUT", `${name}?versioning`, `<VersioningConfiguration><Status>${state}</Status></VersioningConfiguration>`);
  if (!response.ok) throw new Error(`versioning of S3 bucket ${name}: ${response.status} ${response.text}`);
  lab.say(`S3 bucket ${name}: versioning ${state.toLowerCase()}`);
}

async function empty(name: string): Promise<void> {
  const listing = await ask("GET", `${name}?versions`);
  const versions = [...listing.text.matchAll(/<Key>([^<]*)<\/Key><VersionId>([^<]*)<\/VersionId>/g)];
  for (const [, key = "", version = ""] of versions) await ask("DELETE", `${name}/${key}?versionId=${version}`);
}

async function ask(method: string, path: string, body?: string): Promise<{ ok: boolean; status: number; text: string }> {
  const response = await client.fetch(`${s3Endpoint}/${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { ok: response.ok, status: response.status, text: await response.text() };
}

const regionOf = ({ inputs, config }: Wanted): string => text(inputs, "region", text(config, "region", "eu-west-1"));

function addresses(name: string, region: string): Fields {
  return {
    bucket: name,
    region,
    bucketRegion: region,
    arn: `arn:aws:s3:::${name}`,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  };
}

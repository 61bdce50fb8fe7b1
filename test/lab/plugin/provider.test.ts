import { execFile, type ChildProcess } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { CheckResponse, CreateResponse, ReadResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPlugins } from "../../../lab/plugin/install.ts";
import { secret, type Properties } from "../../../lab/plugin/wire.ts";

const { Struct } = structMessages;
const clone = join(import.meta.dirname, "../../..");
const urn = "urn:pulumi:aws::failover-kit::failover:aws:Host$aws:ec2/keyPair:KeyPair::operators";
const struct = (values: Properties) => Struct.fromJavaScript(values);

let directory = "";
let plugin: ChildProcess;
let daemon: Server;
let client: ResourceProviderClient;
const asked: { path: string; body: { type: string; name: string; inputs: Properties } }[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "standin-"));
  await installPlugins(directory, clone);
  daemon = createServer((request, response) => {
    void text(request).then((body) => {
      const call = { path: request.url ?? "", body: JSON.parse(body) as (typeof asked)[number]["body"] };
      asked.push(call);
      if (call.body.name === "refused") return response.writeHead(500).end(JSON.stringify({ error: "the cloud says no, because it can" }));
      if (call.path.endsWith("/read")) return response.end(JSON.stringify({ id: "", outputs: {} }));
      return response.end(JSON.stringify({ id: "operators", outputs: call.body.inputs }));
    });
  });
  await new Promise<void>((resolve) => daemon.listen(join(directory, "daemon.sock"), resolve));
  const [home = ""] = (await readdir(join(directory, "pulumi-home/plugins"))).filter((name) => name.startsWith("resource-aws"));
  plugin = execFile(join(directory, "pulumi-home/plugins", home, "pulumi-resource-aws"), ["127.0.0.1:1"], {
    env: { PATH: process.env["PATH"] ?? "" },
  });
  const port = await new Promise<string>((resolve) => plugin.stdout?.once("data", (data) => resolve(String(data).trim())));
  client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
});

afterAll(async () => {
  client.close();
  plugin.kill();
  daemon.close();
  await rm(directory, { recursive: true });
});

type Callback<T> = (error: grpc.ServiceError | null, response: T) => void;
const answer = <T>(call: (done: Callback<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => call((error, response) => (error ? reject(error) : resolve(response))));

const check = (inputs: Properties): Promise<CheckResponse> => {
  const request = new messages.CheckRequest();
  request.setUrn(urn);
  request.setNews(struct(inputs));
  return answer((done) => client.check(request, done));
};
const create = (inputs: Properties, { preview = false, as = urn } = {}): Promise<CreateResponse> => {
  const request = new messages.CreateRequest();
  request.setUrn(as);
  request.setProperties(struct(inputs));
  request.setPreview(preview);
  return answer((done) => client.create(request, done));
};

describe("the stand-in plugin", () => {
  it("is registered under the exact version of each SDK, or the engine would look for another", async () => {
    const versions = await Promise.all(
      ["aws", "gcp", "cloudflare"].map(async (pkg) => {
        const { version } = JSON.parse(await readFile(join(clone, "node_modules/@pulumi", pkg, "package.json"), "utf8")) as {
          version: string;
        };
        return `resource-${pkg}-v${version}`;
      }),
    );
    expect((await readdir(join(directory, "pulumi-home/plugins"))).sort()).toEqual(versions.sort());
  });

  it("refuses an unknown input and a missing one at check", async () => {
    const response = await check({ keyname: "x" });
    expect(
      response
        .getFailuresList()
        .map((failure) => failure.getProperty())
        .sort(),
    ).toEqual(["keyname", "publicKey"]);
  });

  it("names what has no name", async () => {
    const response = await check({ publicKey: "ssh-ed25519 AAAA" });
    expect(response.getFailuresList()).toEqual([]);
    expect(response.getInputs()?.toJavaScript()["keyName"]).toMatch(/^operators-[0-9a-f]{7}$/);
  });

  it("makes nothing at preview", async () => {
    const before = asked.length;
    const response = await create({ publicKey: "k" }, { preview: true });
    expect(response.getId()).toBe("");
    expect(asked.length).toBe(before);
  });

  it("hands the daemon plain values, and the engine its secrets back", async () => {
    const response = await create({ keyName: "operators", publicKey: secret("ssh-ed25519 AAAA") });
    expect(asked.at(-1)).toMatchObject({
      path: "/cloud/aws/create",
      body: { type: "aws:ec2/keyPair:KeyPair", name: "operators", inputs: { publicKey: "ssh-ed25519 AAAA" } },
    });
    expect(response.getId()).toBe("operators");
    expect(response.getProperties()?.toJavaScript()).toMatchObject({
      publicKey: secret("ssh-ed25519 AAAA"),
      fingerprint: expect.any(String) as unknown,
      tagsAll: {},
    });
  });

  it("tells with an empty id that a resource is gone", async () => {
    const request = new messages.ReadRequest();
    request.setUrn(urn);
    request.setId("operators");
    const response = await answer<ReadResponse>((done) => client.read(request, done));
    expect(response.getId()).toBe("");
  });

  it("passes on why the cloud refused", async () => {
    const refused = urn.replace("::operators", "::refused");
    await expect(create({ publicKey: "k" }, { as: refused })).rejects.toThrow("the cloud says no, because it can");
  });
});

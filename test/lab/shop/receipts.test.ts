import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { receiptsIn } from "../../../lab/shop/receipts.ts";
import { someOrder } from "./stand-ins.ts";

type Seen = { readonly method: string | undefined; readonly url: string | undefined; readonly authorization: string | undefined; readonly body: string };

const order = { ...someOrder, number: 1, placedAt: "2026-11-23T08:00:00.000Z", side: "aws" };
let server: Server;
let endpoint: string;
let seen: Seen[];
let status: number;

beforeEach(async () => {
  seen = [];
  status = 200;
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      seen.push({ method: request.method, url: request.url, authorization: request.headers.authorization, body });
      response.writeHead(status).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
});

const s3 = () => receiptsIn({ kind: "s3", bucket: "shop-objects", endpoint, region: "eu-west-1", accessKeyId: "key", secretAccessKey: "word" });
const gs = () => receiptsIn({ kind: "gs", bucket: "shop-objects", endpoint, token: "token" });

test("a receipt in S3 is a signed PUT below the bucket's path", async () => {
  await s3().store(order);
  expect(seen).toMatchObject([{ method: "PUT", url: `/shop-objects/receipts/${order.id}.json`, body: JSON.stringify(order) }]);
  expect(seen[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-west-1\/s3\/aws4_request/);
});

test("a receipt in Cloud Storage is an upload by name with a bearer token", async () => {
  await gs().store(order);
  expect(seen).toEqual([{ method: "POST", url: `/upload/storage/v1/b/shop-objects/o?uploadType=media&name=receipts%2F${order.id}.json`, authorization: "Bearer token", body: JSON.stringify(order) }]);
});

test.each([["S3", s3], ["Cloud Storage", gs]])("%s: a refused receipt is an error, asked once, and so is a missing bucket", async (_, make) => {
  status = 503;
  await expect(make().store(order)).rejects.toThrow("the object store answered 503");
  expect(seen).toHaveLength(1);
  await expect(make().ping()).rejects.toThrow("503");
});

test.each([["S3", s3], ["Cloud Storage", gs]])("%s: looking at the bucket is enough to know that it is there", async (_, make) => {
  await make().ping();
  expect(seen.map(({ url }) => url?.endsWith("/shop-objects"))).toEqual([true]);
});

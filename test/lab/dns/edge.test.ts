import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import type { DnsRecord } from "../../../lab/dns/cloudflare/record.ts";
import { endToEndHeaders } from "../../../lab/dns/edge/end-to-end-headers.ts";
import { originOf, statusOfFailure } from "../../../lab/dns/edge/origin.ts";
import { reachOrigin } from "../../../lab/dns/edge/reach-origin.ts";

const record = (fields: Partial<DnsRecord>) =>
  ({ name: "shop.example.com", type: "CNAME", content: "lb.example.net", proxied: true, ...fields }) as DnsRecord;

describe("the edge", () => {
  it.each([["shop.example.com"], ["SHOP.example.com:80"]])("sends %s to the origin of the proxied record", (host) => {
    expect(originOf([record({})], host)).toBe("lb.example.net");
  });

  it("does not serve a name that is not proxied, nor one it does not know", () => {
    expect(originOf([record({ proxied: false })], "shop.example.com")).toBeUndefined();
    expect(originOf([record({})], "other.example.com")).toBeUndefined();
  });

  // https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
  it.each([
    ["ECONNREFUSED", 521],
    ["CONNECT_TIMEOUT", 522],
    ["ETIMEDOUT", 522],
    ["EHOSTUNREACH", 523],
    ["ANSWER_TIMEOUT", 524],
    ["ORIGIN_UNRESOLVED", 530],
    ["ECONNRESET", 520],
  ])("answers for a failure of %s with %d", (failure, status) => {
    expect(statusOfFailure(failure)).toBe(status);
  });
});

describe("headers", () => {
  // https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
  it("that speak of one connection stay on it, all others are passed on", () => {
    expect(
      endToEndHeaders({ connection: "close", "transfer-encoding": "chunked", host: "shop.example.com", "content-length": "3" }),
    ).toEqual({ host: "shop.example.com", "content-length": "3" });
  });
});

describe("reaching the origin", () => {
  const body = (content: string) => Readable.from([content]) as unknown as IncomingMessage;

  it("passes method, path, host and body on, and the answer back", async () => {
    const origin = createServer((request, response) => {
      void text(request).then((received) =>
        response.writeHead(201).end(`${request.method ?? ""} ${request.url ?? ""} ${request.headers.host ?? ""} ${received}`),
      );
    });
    await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
    const { port } = origin.address() as AddressInfo;
    const answer = await reachOrigin(
      "127.0.0.1",
      { method: "POST", path: "/orders", headers: { host: "shop.example.com" } },
      body("an order"),
      port,
    );
    expect(answer.statusCode).toBe(201);
    expect(await text(answer)).toBe("POST /orders shop.example.com an order");
    origin.close();
  });

  it("fails by the system's own word when nobody listens", async () => {
    const nobody = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => nobody.once("listening", resolve));
    const { port } = nobody.address() as AddressInfo;
    await new Promise((resolve) => nobody.close(resolve));
    await expect(reachOrigin("127.0.0.1", { path: "/" }, body(""), port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

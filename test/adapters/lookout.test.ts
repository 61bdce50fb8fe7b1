import { createServer } from "node:http";
import { createServer as createTcp, type AddressInfo } from "node:net";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { lookout } from "../../scripts/adapters/lookout.ts";
import { Secret } from "../../scripts/core/secret.ts";

const eyes = lookout({ learn: () => undefined });
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function tcp(onConnection: Parameters<typeof createTcp>[1]): Promise<number> {
  const server = createTcp(onConnection).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

const text = (body: Uint8Array) => new TextDecoder().decode(body);

test("a page is asked under its own name at an address that is given", async () => {
  const server = createServer((request, response) => response.end(`${request.headers.host ?? ""} ${request.headers.authorization ?? ""}`)).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const answer = await eyes.web(`http://shop.example.com:${port}/`, { timeoutSeconds: 10, address: "127.0.0.1", bearer: new Secret("a token of ours") });
  expect("status" in answer && [answer.status, text(answer.body)]).toEqual([200, `shop.example.com:${port} Bearer a token of ours`]);
});

test("an answer that never ends is given up when its time is over", async () => {
  const port = await tcp((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    const more = setInterval(() => socket.write("1\r\nx\r\n"), 20);
    socket.on("close", () => clearInterval(more)).on("error", () => undefined);
  });
  const from = performance.now();
  expect(await eyes.web(`http://127.0.0.1:${port}/`, { timeoutSeconds: 0.3 })).toEqual({ failed: "no whole answer within 0.3 s" });
  expect(performance.now() - from).toBeLessThan(10_000);
});

test("a resolver that says nothing is given up, and does not hold up a second look-up", async () => {
  const silent = createSocket("udp4").bind(0, "127.0.0.1");
  await once(silent, "listening");
  closing.push(() => silent.close());
  const asked = () => eyes.addresses("shop.example.com", { servers: [`127.0.0.1:${silent.address().port}`], timeoutSeconds: 0.3 });
  const from = performance.now();
  const answers = await Promise.all([asked(), asked(), asked(), asked(), asked(), asked()]);
  expect(answers).toEqual(Array.from({ length: 6 }, () => ({ failed: "no answer within 0.3 s" })));
  expect(performance.now() - from).toBeLessThan(10_000);
});

test("a knock says what came back, a refusal or a silence", async () => {
  const speaks = await tcp((socket) => socket.on("data", () => socket.write("+PONG\r\n")).on("error", () => undefined));
  expect(await eyes.knock("127.0.0.1", speaks, { say: "PING\r\n", timeoutSeconds: 10 })).toEqual({ answer: "+PONG\r\n" });
  const mute = await tcp((socket) => void socket.on("error", () => undefined).resume());
  expect(await eyes.knock("127.0.0.1", mute, { say: "PING\r\n", timeoutSeconds: 0.2 })).toEqual({ failed: "no answer within 0.2 s" });
  expect(await eyes.knock("127.0.0.1", mute, { timeoutSeconds: 10 })).toEqual({ answer: "" });
  const closed = await tcp(() => undefined);
  closing.splice(0).forEach((close) => close());
  expect(await eyes.knock("127.0.0.1", closed, { timeoutSeconds: 10 })).toMatchObject({ failed: expect.stringContaining("ECONNREFUSED") as string });
});

test("whoever shows no certificate is no failure of the name", async () => {
  const port = await tcp((socket) => void socket.on("error", () => undefined).on("data", () => socket.end("no TLS here")));
  expect(await eyes.certificate("127.0.0.1", port, { name: "shop.example.com", timeoutSeconds: 1 })).toHaveProperty("failed");
});

test("this machine's own network is told without asking anybody", async () => {
  expect(await eyes.network()).toHaveProperty("addresses");
});

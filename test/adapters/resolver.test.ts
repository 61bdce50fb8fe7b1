import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { resolver } from "../../scripts/adapters/resolver.ts";

const opened: Socket[] = [];
afterEach(() => opened.splice(0).forEach((socket) => socket.close()));

const HEADER_BYTES = 12;
const NO_SUCH_NAME = 3;

/** A name server on this machine that knows these addresses, each with its TTL, for every name it is asked. */
async function nameServer(answers: readonly { readonly address: string; readonly ttl: number }[]): Promise<string> {
  const socket = createSocket("udp4");
  opened.push(socket);
  socket.on("message", (query, from) => socket.send(answerTo(query, answers), from.port, from.address));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return `127.0.0.1:${socket.address().port}`;
}

/** RFC 1035, section 4: the question repeated, then one A record each, whose name points back at it. */
function answerTo(query: Buffer, answers: readonly { readonly address: string; readonly ttl: number }[]): Buffer {
  const questionEnd = query.indexOf(0, HEADER_BYTES) + 5;
  const header = Buffer.from(query.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(0x8180 | (answers.length === 0 ? NO_SUCH_NAME : 0), 2);
  header.writeUInt16BE(answers.length, 6);
  header.writeUInt32BE(0, 8);
  const records = answers.map(({ address, ttl }) => {
    const record = Buffer.from([0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]);
    record.writeUInt32BE(ttl, 6);
    return record;
  });
  return Buffer.concat([header, query.subarray(HEADER_BYTES, questionEnd), ...records]);
}

test("tells what this one resolver answers, and for how long it still may", async () => {
  const server = await nameServer([{ address: "198.51.100.12", ttl: 60 }, { address: "198.51.100.11", ttl: 17 }]);
  expect(await resolver.addresses(server, "shop.example.com")).toEqual({ addresses: ["198.51.100.11", "198.51.100.12"], ttlSeconds: 17 });
});

test("a name without an address is an error, not an empty answer", async () => {
  await expect(resolver.addresses(await nameServer([]), "shop.example.com")).rejects.toMatchObject({ code: "ENOTFOUND" });
});

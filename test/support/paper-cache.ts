import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

type Kept = { readonly value: Buffer; readonly until: number | undefined };
type Reply = { readonly raw: string } | Buffer | number | null | readonly Reply[];

const encode = (reply: Reply): Buffer => {
  if (reply === null) return Buffer.from("$-1\r\n");
  if (typeof reply === "number") return Buffer.from(`:${reply}\r\n`);
  if (Buffer.isBuffer(reply)) return Buffer.concat([Buffer.from(`$${reply.length}\r\n`), reply, Buffer.from("\r\n")]);
  if ("raw" in reply) return Buffer.from(`${reply.raw}\r\n`);
  return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(encode)]);
};

/** One whole request out of what has come so far: its words, and what is left. */
function request(bytes: Buffer): { readonly words: readonly Buffer[]; readonly rest: Buffer } | undefined {
  const line = (from: number): { text: string; next: number } | undefined => {
    const end = bytes.indexOf("\r\n", from);
    return end < 0 ? undefined : { text: bytes.subarray(from + 1, end).toString(), next: end + 2 };
  };
  const head = line(0);
  if (head === undefined) return undefined;
  const words: Buffer[] = [];
  let at = head.next;
  for (let n = 0; n < Number(head.text); n += 1) {
    const size = line(at);
    if (size === undefined || bytes.length < size.next + Number(size.text) + 2) return undefined;
    words.push(bytes.subarray(size.next, size.next + Number(size.text)));
    at = size.next + Number(size.text) + 2;
  }
  return { words, rest: bytes.subarray(at) };
}

/** A real TCP server that speaks as much of Redis's protocol as a copy of it needs: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
export async function paperCache({ version = "8.1.0", password = "" } = {}) {
  const databases = new Map<number, Map<string, Kept>>();
  const inDatabase = (number: number) => {
    const found = databases.get(number) ?? new Map<string, Kept>();
    databases.set(number, found);
    return found;
  };
  const clock = { nowMs: Date.parse("2026-11-25T08:00:00Z") };
  const put = (number: number, key: Buffer | string, value: string, until?: number) => void inDatabase(number).set(Buffer.from(key).toString("latin1"), { value: Buffer.from(value), until });

  const answer = (session: { number: number; knows: boolean }, words: readonly Buffer[]): Reply => {
    const [name = "", ...args] = words.map((word, n) => (n === 0 ? word.toString().toUpperCase() : word.toString("latin1")));
    const own = inDatabase(session.number);
    const [key = "", second = ""] = args;
    if (name === "AUTH") return args.at(-1) === password ? ((session.knows = true), { raw: "+OK" }) : { raw: "-WRONGPASS invalid username-password pair" };
    if (name === "HELLO") return { raw: "-ERR unknown command 'HELLO'" };
    if (!session.knows && name !== "CLIENT") return { raw: "-NOAUTH Authentication required." };
    if (name === "INFO") return Buffer.from(`# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:${version}\r\n`);
    if (name === "TIME") return [Buffer.from(String(Math.floor(clock.nowMs / 1000))), Buffer.from(String((clock.nowMs % 1000) * 1000))];
    if (name === "SELECT") return (session.number = Number(key)), { raw: "+OK" };
    if (name === "SCAN") {
      const keys = [...own.keys()];
      const next = Number(key) + 2;
      return [Buffer.from(next < keys.length ? String(next) : "0"), keys.slice(Number(key), next).map((one) => Buffer.from(one, "latin1"))];
    }
    const kept = own.get(key);
    if (name === "DUMP") return kept === undefined ? null : Buffer.concat([kept.value, Buffer.from([0, 255, 13, 10])]);
    if (name === "PTTL") return kept === undefined ? -2 : kept.until === undefined ? -1 : kept.until - clock.nowMs;
    if (name === "RESTORE") {
      if (kept !== undefined) return { raw: "-BUSYKEY Target key name already exists." };
      put(session.number, Buffer.from(key, "latin1"), Buffer.from(args[2] ?? "", "latin1").subarray(0, -4).toString(), second === "0" ? undefined : Number(second));
    }
    return { raw: "+OK" };
  };

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const session = { number: 0, knows: password === "" };
    let bytes: Buffer = Buffer.alloc(0);
    socket.on("error", () => undefined).on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let one = request(bytes); one !== undefined; one = request(bytes)) {
        bytes = one.rest;
        socket.write(encode(answer(session, one.words)));
        if (bytes.length === 0) break;
      }
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
  const held = (number: number) => Object.fromEntries([...inDatabase(number)].map(([key, { value, until }]) => [key, until === undefined ? value.toString() : [value.toString(), until]]));
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port, put, held, clock, close };
}

import { request as plain } from "node:http";
import { request as encrypted } from "node:https";
import { isIP } from "node:net";
import type { Failed, Lookout, WebAnswer, WebQuestion } from "../world.ts";

const MOST_BYTES = 1024 * 1024;

/** One request over a connection of its own, done with when its time is over: also with an answer that never ends. */
export async function askWeb(url: string, { timeoutSeconds, method = "GET", address, headers = {}, bearer, body }: WebQuestion, addresses: Lookout["addresses"]): Promise<WebAnswer | Failed> {
  const from = performance.now();
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const dialled = address ?? (isIP(hostname) === 0 ? await addressOf(hostname, timeoutSeconds, addresses) : hostname);
  if (typeof dialled !== "string") return dialled;
  const left = Math.max(1, timeoutSeconds * 1000 - (performance.now() - from));
  return new Promise((resolve) => {
    const options = {
      host: dialled,
      port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
      path: `${pathname}${search}`,
      method,
      agent: false,
      headers: { host: port === "" ? hostname : `${hostname}:${port}`, "user-agent": "failover-kit", ...headers, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer.reveal()}` }), ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }) },
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    };
    const chunks: Buffer[] = [];
    let bytes = 0;
    const asking = (protocol === "https:" ? encrypted : plain)(options);
    const settle = (answer: WebAnswer | Failed) => {
      clearTimeout(enough);
      resolve(answer);
      asking.destroy();
    };
    const enough = setTimeout(() => settle({ failed: `no whole answer within ${timeoutSeconds} s` }), left);
    asking.on("response", (response) => {
      const whole = () => settle({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= MOST_BYTES) whole();
      });
      response.on("end", whole);
      response.on("error", (error) => settle({ failed: error.message }));
    });
    asking.on("error", (error) => settle({ failed: error.message }));
    asking.end(body);
  });
}

async function addressOf(name: string, timeoutSeconds: number, addresses: Lookout["addresses"]): Promise<string | Failed> {
  const found = await addresses(name, { timeoutSeconds: Math.min(3, timeoutSeconds) });
  if ("addresses" in found) return found.addresses[0] ?? { failed: "name: it has no address" };
  return { failed: `name: ${"none" in found ? found.none : found.failed}` };
}

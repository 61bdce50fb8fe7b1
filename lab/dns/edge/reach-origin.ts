import { Resolver } from "node:dns/promises";
import { request, type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { isIP } from "node:net";
import { authoritativeAddress } from "../addresses.ts";

/** Cloudflare waits 19 s for the origin's SYN+ACK; the lab's minutes are dearer. https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-522/ */
export const connectSeconds = 2;
/** Cloudflare waits 100 s and more for an answer. https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-524/ */
export const answerSeconds = 10;

/** Why an origin could not be reached; `code` is the system's or one of the edge's own. */
export class OriginError extends Error {
  override readonly name = "OriginError";
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const resolver = new Resolver({ timeout: 1000, tries: 2 });
resolver.setServers([authoritativeAddress]);

async function addressOf(origin: string): Promise<string> {
  if (isIP(origin) !== 0) return origin;
  const [address] = await resolver.resolve4(origin).catch(() => []);
  if (address === undefined) throw new OriginError("ORIGIN_UNRESOLVED");
  return address;
}

/** Passes a request on to its origin and gives back the origin's answer, its body still flowing. */
export async function reachOrigin(origin: string, options: RequestOptions, body: IncomingMessage, port = 80): Promise<IncomingMessage> {
  const address = await addressOf(origin);
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...options, host: address, port, agent: false });
    limit(outgoing, reject);
    outgoing.on("response", resolve);
    body.pipe(outgoing);
  });
}

function limit(outgoing: ClientRequest, reject: (error: OriginError) => void): void {
  const giveUp = (code: string) => () => {
    reject(new OriginError(code));
    outgoing.destroy();
  };
  const connecting = setTimeout(giveUp("CONNECT_TIMEOUT"), connectSeconds * 1000);
  const answering = setTimeout(giveUp("ANSWER_TIMEOUT"), (connectSeconds + answerSeconds) * 1000);
  outgoing.on("socket", (socket) => socket.once("connect", () => clearTimeout(connecting)));
  outgoing.on("response", () => clearTimeout(answering));
  outgoing.on("error", (error: NodeJS.ErrnoException) => reject(new OriginError(error.code ?? "UNKNOWN")));
  outgoing.on("close", () => {
    clearTimeout(connecting);
    clearTimeout(answering);
  });
}

import { request, type IncomingMessage } from "node:http";

/** How one HTTP request ended. `side` is there only when the shop itself answered. */
export type Ending = {
  readonly sentAt: string;
  readonly at: string;
  readonly ms: number;
  readonly address?: string;
  readonly side?: string;
} & ({ readonly status: number; readonly body: string } | { readonly error: string });

const limitMs = 3000;

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer.setEncoding("utf8") as AsyncIterable<string>) text += chunk;
  return text;
}

type Question = { readonly method: "GET" | "POST"; readonly body?: string };

/** Asks on a new connection, so that the name is looked up again every time, and gives up after three seconds. Never throws. */
export async function ask(url: string, question: Question): Promise<Ending> {
  const sent = new Date();
  let address: string | undefined;
  let side: string | undefined;
  const ended = () => {
    const now = new Date();
    return {
      sentAt: sent.toISOString(), at: now.toISOString(), ms: now.getTime() - sent.getTime(),
      ...(address === undefined ? {} : { address }),
      ...(side === undefined ? {} : { side }),
    };
  };
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = question.body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(question.body) };
      const call = request(url, { method: question.method, agent: false, headers, signal: AbortSignal.timeout(limitMs) }, resolve);
      call.on("socket", (socket) => socket.once("connect", () => { address = socket.remoteAddress; }));
      call.on("error", reject);
      call.end(question.body);
    });
    const header = answer.headers["shop-side"];
    side = Array.isArray(header) ? header[0] : header;
    const body = await textOf(answer);
    return { ...ended(), status: answer.statusCode ?? 0, body };
  } catch (error) {
    const late = error instanceof Error && error.name === "AbortError";
    return { ...ended(), error: late ? `no answer within ${limitMs} ms` : String(error) };
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onLoopback } from "./loopback.ts";

/** What the server does with one request: answer, drop the connection, or never say anything. */
export type Reply = { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> } | "hang up" | "say nothing";

export type Asked = { readonly line: string; readonly host: string | undefined; readonly authorization: string | undefined; readonly body: unknown };

/** A real HTTP server on this machine that gives these replies in order, the last one for good. */
export async function answeringServer(...replies: readonly Reply[]) {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const text = await textOf(request);
    const reply = replies[asked.length] ?? replies.at(-1) ?? "hang up";
    const { host, authorization } = request.headers;
    asked.push({ line: `${request.method ?? ""} ${request.url ?? ""}`, host, authorization, body: text === "" ? undefined : JSON.parse(text) });
    if (reply === "say nothing") return;
    if (reply === "hang up") return void request.socket.destroy();
    response.writeHead(reply.status, reply.headers).end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
  };
  const server = createServer((request, response) => void answer(request, response));
  return { ...(await onLoopback(server)), asked: () => asked };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onLoopback } from "./loopback.ts";

/** One reply in the Query protocol: the inside of `<ActionResult>`, an error of AWS, a cut connection, or no word at all. */
export type QueryReply = { readonly result: string } | { readonly status: number; readonly code: string; readonly text: string } | "hang up" | "say nothing";

/** A real HTTP server that speaks AWS's Query protocol, form in and XML out, and gives these replies in order, the last one for good. */
export async function queryServer(...replies: readonly QueryReply[]) {
  const asked: Readonly<Record<string, string>>[] = [];
  const signed: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
    const form = Object.fromEntries(new URLSearchParams(body));
    const reply = replies[asked.length] ?? replies.at(-1) ?? "hang up";
    asked.push(form);
    signed.push(request.headers.authorization ?? "");
    if (reply === "say nothing") return;
    if (reply === "hang up") return void request.socket.destroy();
    const action = form["Action"] ?? "";
    const xml =
      "result" in reply
        ? `<${action}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><${action}Result>${reply.result}</${action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${action}Response>`
        : `<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type><Code>${reply.code}</Code><Message>${reply.text}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`;
    response.writeHead("result" in reply ? 200 : reply.status, { "content-type": "text/xml" }).end(xml);
  };
  const server = createServer((request, response) => void answer(request, response));
  return { ...(await onLoopback(server)), asked: () => asked, signed: () => signed };
}

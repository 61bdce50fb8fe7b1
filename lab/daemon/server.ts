import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { Daemon } from "./daemon.ts";
import { routes } from "./routes.ts";

type Complain = (line: string) => void;

/** An HTTP server for the daemon: JSON in, JSON out, `{ error }` with a status of 400 and above when it cannot. */
export function createDaemonServer(daemon: Daemon, complain: Complain): Server {
  const server = createServer((request, response) => void answer({ daemon, complain }, request, response));
  // A host may take its time to boot; the limits are on what is done, not on the connection.
  server.requestTimeout = 0;
  return server;
}

async function answer({ daemon, complain }: { daemon: Daemon; complain: Complain }, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = (status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  try {
    const { pathname } = new URL(request.url ?? "/", "http://daemon");
    const route = routes.find(({ method, path }) => method === request.method && path.test(pathname));
    if (route === undefined) return reply(404, { error: `the daemon has no ${request.method ?? ""} ${pathname}` });
    const parts = (route.path.exec(pathname) ?? []).slice(1).map(decodeURIComponent);
    const body = await text(request);
    reply(200, await route.answer(daemon, parts, body === "" ? undefined : JSON.parse(body)));
  } catch (error) {
    const [status, message] = described(error);
    complain(`${request.method ?? ""} ${request.url ?? ""}: ${message}`);
    reply(status, { error: message });
  }
}

function described(error: unknown): readonly [status: number, message: string] {
  if (error instanceof z.ZodError) return [400, `not what the daemon takes:\n${z.prettifyError(error)}`];
  if (error instanceof SyntaxError) return [400, `not JSON: ${error.message}`];
  return [500, error instanceof Error ? error.message : String(error)];
}

import { resolve } from "node:path";
import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { Secret } from "../core/secret.ts";
import { serveLooks } from "../pipeline/watch/serve-looks.ts";
import type { Handler } from "./row.ts";

type Options = { readonly listen: string; readonly certificate: string; readonly "certificate-key": string; readonly "key-variable": string };

const SHORTEST_KEY = 32;

/** Looks on behalf of whoever has the shared key, from this machine, until stopped. It needs no project. */
export const handler: Handler<Options> = async ({ listen, certificate: certificatePath, "certificate-key": keyPath, "key-variable": variable }, world) => {
  const [, host = "0.0.0.0", portText = ""] = /^(?:(.+):)?(\d+)$/.exec(listen) ?? [];
  const refuse = (reason: string) => new FailoverError("AGENT_KEY_REFUSED", { place: listen, reason });
  if (portText === "") throw refuse("--listen wants a port, or an address and a port");
  const shared = world.env[variable] ?? "";
  if (shared.length < SHORTEST_KEY) throw refuse(`the variable ${variable} must hold the shared key, of ${SHORTEST_KEY} characters or more`);
  world.secrets.learn({ values: [shared], files: [resolve(world.workingDirectory, keyPath)] });
  const [certificate, key] = await Promise.all([certificatePath, keyPath].map((path) => world.files.read(resolve(world.workingDirectory, path))));
  if (certificate === undefined || key === undefined) throw refuse(`${certificate === undefined ? certificatePath : keyPath} is not there`);
  const { http, probeServer } = await world.looking();
  const server = await probeServer({ host, port: Number(portText), certificate, key: new Secret(key) }, serveLooks(new Secret(shared), http, world.clock)).catch((error: unknown) => {
    throw refuse(inWords(error));
  });
  world.operator.say(`Looking for whoever has the key, on ${host}:${server.port}.`);
  await new Promise<void>((stopped) => {
    if (world.stop.aborted) stopped();
    world.stop.addEventListener("abort", () => stopped(), { once: true });
  });
  await server.close();
  return Exit.ok;
};

/** An address that is taken or is not this machine's, a port that is none, a certificate and a key that are no pair. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && error.code === "EADDRINUSE" ? "another process listens there already" : error.message;
}

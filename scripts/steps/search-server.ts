import type { z } from "zod";
import { askSearch, greet, readSearchAnswer, refusalIn, type SearchRequest } from "../core/commands/search.ts";
import { FailoverError } from "../core/errors.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import type { Ports } from "../ports.ts";
import { sshTarget } from "./ssh-target.ts";
import type { Context } from "./step.ts";
import { succeed } from "./succeed.ts";
import { until } from "./until.ts";

/** It answered when it was put in place: longer than a restart takes nobody waits. */
const SILENT_SECONDS = 20;
const EVERY_SECONDS = 2;

/** The mirror's search server, asked on its own host. */
export type SearchServer = {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Gives the answer in the shape asked for; a refusal is an error with the server's own words. */
  ask<T>(request: SearchRequest, shape: z.ZodType<T>): Promise<T>;
  tell(request: SearchRequest): Promise<void>;
};

/** The server once it has answered; undefined where the mirror has no search machine of its own. */
export async function searchServer(ports: Ports, context: Context, port: number): Promise<SearchServer | undefined> {
  const { search: machine } = readGcpOutputs(context.output("stand-up"));
  if (machine === undefined) return undefined;
  const target = sshTarget(context, machine.address);
  let heard = "";
  const { seen } = await until(ports.clock, { everySeconds: EVERY_SECONDS, limitSeconds: SILENT_SECONDS }, async () => {
    const { exitCode, stdout, stderr } = await ports.shell.run(askSearch(target, port, greet));
    if (exitCode === 0 && readSearchAnswer(stdout).status === 200) return true;
    heard = (exitCode === 0 ? `it answered ${stdout.trim().split("\n").at(-1) ?? ""}` : stderr.trim()).slice(-200);
    return undefined;
  });
  if (seen === undefined) throw new FailoverError("SEARCH_SILENT", { machine: machine.name, address: machine.address, port, heard });
  const asked = async (request: SearchRequest): Promise<string> => {
    const { status, text } = readSearchAnswer((await succeed(ports.shell, askSearch(target, port, request))).stdout);
    if (status === 200) return text;
    throw new FailoverError("SEARCH_NOT_RESTORED", { problem: `${request.method} ${request.path} was answered ${status}: ${refusalIn(text)}` });
  };
  return {
    name: machine.name,
    address: machine.address,
    port,
    ask: async (request, shape) => parseJsonFrom(shape, await asked(request), "the search server"),
    tell: async (request) => void (await asked(request)),
  };
}

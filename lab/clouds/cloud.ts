import type { Lab } from "../daemon/lab.ts";
import { nameInput } from "../plugin/name-input.ts";
import { handlers } from "./catalogue.ts";
import { timeOutInTheDark } from "./darkness.ts";
import { defaultHandler } from "./default-handler.ts";
import { text } from "./fields.ts";
import { googleId } from "./gcp/google-id.ts";
import { underItsName } from "./gcp/taken-name.ts";
import type { CloudRequest, CloudResponse, Handler, Verb, Wanted } from "./handler.ts";
import { answerInvoke } from "./invoke.ts";

export type { CloudRequest, CloudResponse, Verb } from "./handler.ts";

const nothing: CloudResponse = { id: "", outputs: {} };

/** Answers one provider call: the resource comes true on the lab's hosts and is remembered in its inventory. */
export async function handle(verb: Verb, pkg: string, request: CloudRequest, lab: Lab): Promise<CloudResponse> {
  if (pkg === "aws" && lab.isDark()) await timeOutInTheDark(verb, request.type);
  if (verb === "invoke") return { id: "", outputs: answerInvoke(request.type, request.inputs, request.config ?? {}) };
  const handler: Handler = handlers.get(request.type) ?? defaultHandler;
  const response = await act(verb, pkg, request, handler, lab);
  if (verb !== "read") await handler.settle?.(lab);
  return response;
}

async function act(verb: Exclude<Verb, "invoke">, pkg: string, request: CloudRequest, handler: Handler, lab: Lab): Promise<CloudResponse> {
  const { inventory } = lab;
  const { type, id = "", config = {} } = request;
  const acts = { ...defaultHandler, ...handler };
  const wanted = wantedBy(request);
  if (verb === "create") {
    const make = async () => {
      const made = await acts.create(wanted, lab);
      inventory.put({ package: pkg, type, name: wanted.name, id: made.id, inputs: wanted.inputs, outputs: made.outputs });
      return made;
    };
    if (!type.startsWith("gcp:compute/")) return make();
    const named = googleId(wanted);
    const isThere = async () => {
      const known = inventory.get(pkg, type, named);
      return known !== undefined && (await acts.read(known, lab, config)) !== undefined;
    };
    return underItsName(lab, named, isThere, make);
  }
  const resource = inventory.get(pkg, type, id);
  if (verb === "delete") {
    if (!resource) return nothing;
    await acts.delete(resource, lab, config);
    inventory.delete(pkg, type, id);
    return nothing;
  }
  if (!resource) {
    if (verb === "read") return nothing;
    throw new Error(`${type} ${id} cannot be updated: it does not exist in the lab. Run pulumi refresh, then up.`);
  }
  const outputs = verb === "read" ? await acts.read(resource, lab, config) : await acts.update(resource, wanted, lab);
  if (!outputs) {
    inventory.delete(pkg, type, id);
    return nothing;
  }
  inventory.put({ ...resource, inputs: verb === "read" ? resource.inputs : wanted.inputs, outputs });
  return { id, outputs };
}

function wantedBy({ type, name, urn = "", inputs, config = {} }: CloudRequest): Wanted {
  const { __defaults: _, ...given } = inputs;
  return { type, name: text(given, nameInput(type), name), urn, inputs: given, config };
}

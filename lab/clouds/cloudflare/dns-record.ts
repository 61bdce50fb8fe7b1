import { cloudflareApi } from "../../dns/addresses.ts";
import { text } from "../fields.ts";
import type { Fields, Handler } from "../handler.ts";

const timeoutMs = 10_000;

/** A DNS record, kept by the Cloudflare API as in production; what someone changed there is seen at the next refresh. */
export const dnsRecord: Handler = {
  async create({ inputs, config }) {
    const made = await ask("POST", recordsOf(inputs), config, inputs);
    if (made.ok) return { id: text(made.result, "id"), outputs: outputsOf(inputs, made.result) };
    // The record of a create whose answer was lost is the one wanted.
    const same = made.codes.includes(81058) ? await findSame(inputs, config) : undefined;
    if (same) return { id: text(same, "id"), outputs: outputsOf(inputs, same) };
    throw new Error(`failed to create DNS record ${text(inputs, "name")}: ${made.reason}`);
  },
  async read(resource, _lab, config) {
    const found = await ask("GET", `${recordsOf(resource.inputs)}/${resource.id}`, config);
    if (found.ok) return outputsOf(resource.inputs, found.result);
    if (found.status === 404) return undefined;
    throw new Error(`failed to read DNS record ${resource.id}: ${found.reason}`);
  },
  async update(resource, { inputs, config }) {
    const changed = await ask("PUT", `${recordsOf(inputs)}/${resource.id}`, config, inputs);
    if (!changed.ok) throw new Error(`failed to change DNS record ${text(inputs, "name")}: ${changed.reason}`);
    return outputsOf(inputs, changed.result);
  },
  async delete(resource, _lab, config) {
    const gone = await ask("DELETE", `${recordsOf(resource.inputs)}/${resource.id}`, config);
    if (!gone.ok && gone.status !== 404) throw new Error(`failed to delete DNS record ${resource.id}: ${gone.reason}`);
  },
};

const recordsOf = (inputs: Fields): string => `/zones/${text(inputs, "zoneId")}/dns_records`;

async function findSame(inputs: Fields, config: Fields): Promise<Fields | undefined> {
  const query = new URLSearchParams({ name: text(inputs, "name"), type: text(inputs, "type"), content: text(inputs, "content") });
  const listing = await ask("GET", `${recordsOf(inputs)}?${query.toString()}`, config);
  return listing.results[0];
}

function outputsOf(inputs: Fields, result: Fields): Fields {
  const say = (property: string): Fields => (result[property] === undefined ? {} : { [property]: result[property] });
  return {
    ...inputs,
    ...["name", "type", "content", "ttl", "proxied", "proxiable", "comment", "tags", "meta", "settings"].reduce<Fields>(
      (all, property) => ({ ...all, ...say(property) }),
      {},
    ),
    createdOn: text(result, "created_on"),
    modifiedOn: text(result, "modified_on"),
  };
}

type Answer = { ok: boolean; status: number; codes: readonly number[]; reason: string; result: Fields; results: readonly Fields[] };
type Envelope = { errors?: readonly { code: number; message: string }[]; result?: Fields | readonly Fields[] | null };

async function ask(method: string, path: string, config: Fields, inputs?: Fields): Promise<Answer> {
  const { zoneId: _, ...body } = inputs ?? {};
  const response = await fetch(`${text(config, "baseUrl", cloudflareApi)}${path}`, {
    method,
    headers: { authorization: `Bearer ${text(config, "apiToken")}`, "content-type": "application/json" },
    ...(inputs === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { errors = [], result } = (await response.json()) as Envelope;
  const list = Array.isArray(result) ? (result as readonly Fields[]) : [];
  const reason = `${response.status} ${errors.map(({ code, message }) => `${message} (${code})`).join("; ")}`;
  return {
    ok: response.ok,
    status: response.status,
    codes: errors.map(({ code }) => code),
    reason,
    result: Array.isArray(result) ? {} : ((result ?? {}) as Fields),
    results: list,
  };
}

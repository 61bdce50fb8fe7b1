import { answerRecords } from "./answer-records.ts";
import { failure, success, type Answer } from "./envelope.ts";
import { countCall, type Calls } from "./rate-limit.ts";
import type { DnsRecord } from "./record.ts";

export type Zone = { readonly id: string; readonly name: string };

/** Everything the API knows. */
export type ApiState = {
  readonly token: string;
  readonly zone: Zone;
  readonly records: readonly DnsRecord[];
  readonly calls: Calls | undefined;
};
export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: unknown;
};
export type Clock = { readonly nowMs: number; readonly newId: () => string };

const root = "/client/v4";
const tokenForm = /^Bearer [A-Za-z0-9_-]{40}$/;

/** The API as a function: what a request does to the state, and what it is answered. */
export function respond(state: ApiState, request: ApiRequest, clock: Clock): { readonly state: ApiState; readonly answer: Answer } {
  const refusal = authenticate(state, request);
  if (refusal) return { state, answer: refusal };
  const { calls, allowed } = countCall(state.calls, clock.nowMs);
  const counted = { ...state, calls };
  if (!allowed)
    return {
      state: counted,
      answer: failure(429, 971, "More than 1200 requests per 300 seconds reached. Please wait and consider throttling your request speed."),
    };
  return route(counted, request, clock);
}

function route(state: ApiState, request: ApiRequest, clock: Clock): { state: ApiState; answer: Answer } {
  const { method, path } = request;
  const [resource, id, part, ...rest] = path.slice(root.length + 1).split("/");
  if (!path.startsWith(`${root}/`)) return { state, answer: noRoute(path) };
  if (method === "GET" && path === `${root}/user/tokens/verify`) return { state, answer: verified };
  if (resource !== "zones") return { state, answer: noRoute(path) };
  if (id === undefined) return { state, answer: method === "GET" ? listZones(state, request.query) : noRoute(path) };
  if (id !== state.zone.id) return { state, answer: unknownZone(path, id) };
  if (part === undefined) return { state, answer: method === "GET" ? success(shown(state.zone)) : noRoute(path) };
  if (part === "settings" && rest.join("/") === "ssl" && method === "GET") return { state, answer: success(plainToOrigins) };
  if (part !== "dns_records" || rest.length > 1) return { state, answer: noRoute(path) };
  const ground = { zoneName: state.zone.name, now: new Date(clock.nowMs).toISOString(), newId: clock.newId };
  const answered = answerRecords(state.records, { ...request, id: rest[0] }, ground);
  return answered ? { state: { ...state, records: answered.records }, answer: answered.answer } : { state, answer: noRoute(path) };
}

// https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/ ; the codes of refusals are seen in the field.
const verified: Answer = {
  ...success({ id: "ed17574386854bf78a67040be0a770b0", status: "active" }),
  messages: [{ code: 10000, message: "This API Token is valid and active" }],
};

/** The edge here speaks HTTP to its origins. https://developers.cloudflare.com/api/resources/zones/subresources/settings/methods/get/ */
const plainToOrigins = { id: "ssl", value: "flexible", editable: true, modified_on: "2026-01-01T00:00:00Z" };

function authenticate(state: ApiState, { authorization, path }: ApiRequest): Answer | undefined {
  if (authorization === undefined) return failure(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
  if (!tokenForm.test(authorization))
    return failure(400, 6003, "Invalid request headers", [{ code: 6111, message: "Invalid format for Authorization header" }]);
  if (authorization === `Bearer ${state.token}`) return undefined;
  return path.endsWith("/user/tokens/verify") ? failure(401, 1000, "Invalid API Token") : failure(403, 9109, "Invalid access token");
}

const noRoute = (path: string): Answer => failure(404, 7000, `No route for that URI: ${path}`);
const unknownZone = (path: string, id: string): Answer =>
  /^[0-9a-f]{32}$/.test(id)
    ? failure(403, 9109, "Unauthorized to access requested resource")
    : failure(404, 7003, `Could not route to ${path}, perhaps your object identifier is invalid?`);

const shown = ({ id, name }: Zone) => ({ id, name, status: "active", type: "full", paused: false, name_servers: [`ns1.${name}`] });

function listZones({ zone }: ApiState, query: URLSearchParams): Answer {
  const found = query.get("name") === null || query.get("name") === zone.name ? [shown(zone)] : [];
  return { ...success(found), result_info: { page: 1, per_page: 20, count: found.length, total_count: found.length, total_pages: 1 } };
}

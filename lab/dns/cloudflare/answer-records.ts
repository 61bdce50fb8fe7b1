import { applyBatch, type BatchBody } from "./batch.ts";
import { failure, success, type Answer } from "./envelope.ts";
import type { DnsRecord, Result } from "./record.ts";
import { createRecord, deleteRecord, overwriteRecord, patchRecord, type Changed, type Ground } from "./zone-records.ts";

type RecordsRequest = { readonly method: string; readonly id: string | undefined; readonly query: URLSearchParams; readonly body: unknown };
type Answered = { readonly records: readonly DnsRecord[]; readonly answer: Answer };

/** Answers a request below `/zones/ZONE/dns_records`; undefined where the API has no such route. */
export function answerRecords(records: readonly DnsRecord[], request: RecordsRequest, ground: Ground): Answered | undefined {
  const { method, id, query } = request;
  const body = isObject(request.body) ? request.body : {};
  if (method !== "GET" && method !== "DELETE" && !isObject(request.body))
    return { records, answer: failure(400, 9207, "Request body is invalid.") };
  if (id === undefined) {
    if (method === "GET") return { records, answer: list(records, query) };
    return method === "POST" ? settle(records, createRecord(records, body, ground)) : undefined;
  }
  if (id === "batch") return method === "POST" ? batch(records, body, ground) : undefined;
  switch (method) {
    case "GET": {
      const found = records.find((record) => record.id === id);
      return { records, answer: found ? success(found) : failure(404, 81044, "Record does not exist.") };
    }
    case "PUT":
      return settle(records, overwriteRecord(records, id, body, ground));
    case "PATCH":
      return settle(records, patchRecord(records, id, body, ground));
    case "DELETE": {
      const { records: left, answer } = settle(records, deleteRecord(records, id));
      return { records: left, answer: answer.success ? success({ id }) : answer };
    }
    default:
      return undefined;
  }
}

function settle(before: readonly DnsRecord[], result: Result<Changed>): Answered {
  if (result.ok) return { records: result.value.records, answer: success(result.value.record) };
  return { records: before, answer: failure(result.error.status, result.error.code, result.error.message) };
}

function batch(before: readonly DnsRecord[], body: BatchBody, ground: Ground): Answered {
  const result = applyBatch(before, body, ground);
  if (result.ok) return { records: result.value.records, answer: success(result.value.done) };
  return { records: before, answer: failure(result.error.status, result.error.code, result.error.message) };
}

// Filters and pages: https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/list/
function list(records: readonly DnsRecord[], query: URLSearchParams): Answer {
  const wants = (field: "name" | "content", value: string): boolean =>
    [query.get(field), query.get(`${field}.exact`)].every((wanted) => wanted === null || wanted.toLowerCase() === value.toLowerCase());
  const matching = records.filter(
    (record) =>
      wants("name", record.name) &&
      wants("content", record.content) &&
      [null, record.type].includes(query.get("type")) &&
      [null, String(record.proxied)].includes(query.get("proxied")),
  );
  const page = positive(query.get("page"), 1);
  const perPage = positive(query.get("per_page"), 100);
  const shown = matching.slice((page - 1) * perPage, page * perPage);
  return {
    ...success(shown),
    result_info: {
      page,
      per_page: perPage,
      count: shown.length,
      total_count: matching.length,
      total_pages: Math.ceil(matching.length / perPage),
    },
  };
}

function positive(text: string | null, fallback: number): number {
  const value = Number.parseInt(text ?? "", 10);
  return value > 0 ? value : fallback;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

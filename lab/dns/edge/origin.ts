import type { DnsRecord } from "../cloudflare/record.ts";

/** Where a proxied name's requests go; undefined when the edge does not know the name. */
export function originOf(records: readonly DnsRecord[], hostHeader: string): string | undefined {
  const name = hostHeader.toLowerCase().replace(/:\d+$/, "");
  return records.find((record) => record.proxied && record.name === name)?.content;
}

/** Which of Cloudflare's own errors a failure to reach the origin is. https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/ */
export function statusOfFailure(failure: string): number {
  if (failure === "ECONNREFUSED") return 521;
  if (failure === "CONNECT_TIMEOUT" || failure === "ETIMEDOUT") return 522;
  if (failure === "EHOSTUNREACH" || failure === "ENETUNREACH") return 523;
  if (failure === "ANSWER_TIMEOUT") return 524;
  if (failure === "ORIGIN_UNRESOLVED") return 530;
  return 520;
}

import { z } from "zod";
import type { DnsRecord, OriginEncryption } from "../core/dns-plan.ts";
import { FailoverError, isExpected } from "../core/errors.ts";
import type { Settings } from "../core/settings.ts";
import type { Clock, DnsProvider } from "../ports.ts";
import { cloudflareCall } from "./cloudflare-call.ts";

const PER_PAGE = 1000;
const PAGES_AT_MOST = 100;

const addressRecord = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(["A", "AAAA", "CNAME"]),
  content: z.string(),
  proxied: z.boolean().default(false),
  ttl: z.int(),
  comment: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
});
const sslSetting = z.object({ result: z.object({ value: z.string() }) });
const otherRecord = z.object({ type: z.string() }).transform(() => undefined);
const page = z.object({ result: z.array(z.union([addressRecord, otherRecord])), result_info: z.object({ total_pages: z.int() }) });

/** The zone at Cloudflare: https://developers.cloudflare.com/api/resources/dns/subresources/records/ */
export function cloudflare(zone: Settings["cloudflare"], clock: Clock): DnsProvider {
  const call = cloudflareCall(zone, clock);
  const path = `/zones/${zone.zoneId}/dns_records`;
  return {
    records: async () => {
      const records: DnsRecord[] = [];
      for (let number = 1; number <= PAGES_AT_MOST; number += 1) {
        const answer = page.safeParse(await call("GET", `${path}?page=${number}&per_page=${PER_PAGE}`));
        if (!answer.success) throw new FailoverError("ANSWER_UNREADABLE", { source: "the Cloudflare API", problems: [z.prettifyError(answer.error)] });
        records.push(...answer.data.result.flatMap((record) => (record === undefined ? [] : [toRecord(record)])));
        if (number >= answer.data.result_info.total_pages) return records;
      }
      throw new FailoverError("ANSWER_UNREADABLE", { source: "the Cloudflare API", problems: [`more than ${PAGES_AT_MOST} pages of records`] });
    },
    originEncryption: () => originEncryption(call, `/zones/${zone.zoneId}/settings/ssl`),
    replace: async (records) => {
      await call("POST", `${path}/batch`, { puts: records });
    },
  };
}

/** A token that moves names need not be one that reads a zone's settings: https://developers.cloudflare.com/api/resources/zones/subresources/settings/methods/get/ */
async function originEncryption(call: ReturnType<typeof cloudflareCall>, path: string): Promise<OriginEncryption> {
  try {
    const answer = sslSetting.safeParse(await call("GET", path));
    if (!answer.success) throw new FailoverError("ANSWER_UNREADABLE", { source: "the Cloudflare API", problems: [z.prettifyError(answer.error)] });
    return { mode: answer.data.result.value };
  } catch (error) {
    if (isExpected(error) && error.code === "DNS_PROVIDER_REFUSED") return { refused: error.advice.what };
    throw error;
  }
}

function toRecord({ comment, tags, ...record }: z.infer<typeof addressRecord>): DnsRecord {
  return { ...record, ...(comment ? { comment } : {}), ...(tags?.length ? { tags } : {}) };
}

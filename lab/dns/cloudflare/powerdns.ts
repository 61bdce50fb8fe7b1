import type { RecordSetChange } from "./published.ts";

const timeoutMs = 5000;

/** Tells PowerDNS the changes of a zone; it answers with them at once. https://doc.powerdns.com/authoritative/http-api/zone.html */
export async function publish(server: { url: string; key: string; zoneName: string }, changes: readonly RecordSetChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rrsets = changes.map((change) =>
    change.changetype === "DELETE"
      ? change
      : {
          name: change.name,
          type: change.type,
          ttl: change.ttl,
          changetype: change.changetype,
          records: change.contents.map((content) => ({ content, disabled: false })),
        },
  );
  const response = await fetch(`${server.url}/api/v1/servers/localhost/zones/${server.zoneName}.`, {
    method: "PATCH",
    headers: { "x-api-key": server.key, "content-type": "application/json" },
    body: JSON.stringify({ rrsets }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`PowerDNS refused the changes of ${server.zoneName}: ${response.status} ${await response.text()}`);
}

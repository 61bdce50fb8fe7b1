import type { Lab } from "../daemon/lab.ts";
import { authoritativeAddress, awsDnsAddress, awsZones, zone } from "./addresses.ts";

/** The host that plays Cloudflare. */
export const cloudflareHost = "cloudflare";
/** The key of PowerDNS's own API, which listens inside its host only. */
export const powerdnsKey = "inside-the-host-only";
/** Where PowerDNS's own API listens. */
export const powerdnsUrl = "http://127.0.0.1:8081";

const database = "/var/lib/powerdns/pdns.sqlite3";
const schema = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";

/** PowerDNS without any cache of its own, so that a change is answered at once. */
export function powerdnsConfig(): string {
  return [
    "launch=gsqlite3",
    `gsqlite3-database=${database}`,
    `local-address=${authoritativeAddress}, ${awsDnsAddress}`,
    "api=yes",
    `api-key=${powerdnsKey}`,
    "webserver-address=127.0.0.1",
    "webserver-port=8081",
    "cache-ttl=0",
    "query-cache-ttl=0",
    "negquery-cache-ttl=0",
    "zone-cache-refresh-interval=0",
    // The last figure is how long "no such name" is remembered: https://developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types/#soa
    "default-soa-content=ns1.@ dns.@ 0 10000 2400 604800 1800",
    "security-poll-suffix=",
    "setuid=pdns",
    "setgid=pdns",
    "",
  ].join("\n");
}

/** Makes the host's DNS server authoritative for the company's zone and for those of AWS's load balancers and databases. */
export async function startAuthoritative(lab: Lab): Promise<void> {
  await lab.hosts.write(cloudflareHost, "/etc/powerdns/pdns.conf", powerdnsConfig(), 0o640);
  await run(lab, ["chgrp", "pdns", "/etc/powerdns/pdns.conf"]);
  await run(lab, ["rm", "-f", database]);
  await run(lab, ["runuser", "-u", "pdns", "--", "sqlite3", database, `.read ${schema}`]);
  for (const name of [zone.name, ...awsZones]) await run(lab, ["runuser", "-u", "pdns", "--", "pdnsutil", "create-zone", name, `ns1.${name}`]);
  await run(lab, ["systemctl", "restart", "pdns"]);
}

/** Gives a name in one of AWS's zones an address. */
export async function publishAddress(lab: Lab, { name, address, ttl }: { name: string; address: string; ttl: number }): Promise<void> {
  await run(lab, ["pdnsutil", "replace-rrset", ...zoneAndName(name), "A", String(ttl), address]);
}

/** Takes such a name away again. */
export async function withdrawAddress(lab: Lab, name: string): Promise<void> {
  await run(lab, ["pdnsutil", "delete-rrset", ...zoneAndName(name), "A"]);
}

function zoneAndName(name: string): readonly [zone: string, relative: string] {
  const home = awsZones.find((candidate) => name.endsWith(`.${candidate}`));
  if (home === undefined) throw new Error(`${name} lies in none of AWS's zones: ${awsZones.join(", ")}`);
  return [home, name.slice(0, -`.${home}`.length)];
}

async function run(lab: Lab, argv: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await lab.hosts.exec(cloudflareHost, argv, { timeoutSeconds: 20 });
  if (exitCode !== 0) throw new Error(`On host ${cloudflareHost}, "${argv.join(" ")}" ended with ${exitCode}: ${stderr.trim()}`);
}

import * as pulumi from "@pulumi/pulumi";
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord.js";
import type { DnsOutputs } from "../outputs.ts";
import type { Promised } from "../promised.ts";
import type { DnsSettings } from "../settings/dns.ts";

/** Which names move, in which zone, and where they point. */
export type RecordsArgs = {
  readonly zoneId: string;
  readonly names: DnsSettings["names"];
  readonly origin: DnsSettings["origins"]["aws"];
};

/** One record for each name of the service, all pointing at the same side. */
export class Records extends pulumi.ComponentResource {
  readonly made: Promised<DnsOutputs["records"]>;

  constructor(name: string, args: RecordsArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:dns:Records", name, {}, options);
    const { zoneId, origin } = args;
    this.made = args.names.map(({ name, proxied, ttl }) => {
      const { id } = new DnsRecord(
        name,
        { zoneId, name, ...origin, proxied, ttl, comment: "failover-kit: moves at a cutover" },
        { parent: this, protect: true },
      );
      return { id, name, ...origin, proxied, ttl };
    });
    this.registerOutputs();
  }
}

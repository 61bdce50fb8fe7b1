import * as pulumi from "@pulumi/pulumi";
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord.js";
import type { DnsSettings } from "../settings/dns.ts";

/** Where the alias lies, what it is called, and where it leads when it is made. */
export type DatabaseAliasArgs = { readonly zoneId: string } & NonNullable<DnsSettings["databaseAlias"]>;

/** The company's own name for its database in AWS. Where it leads is for a restore to say: what it holds is not compared. */
export class DatabaseAlias extends pulumi.ComponentResource {
  constructor(name: string, { zoneId, name: host, ttl, content }: DatabaseAliasArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:dns:DatabaseAlias", name, {}, options);
    new DnsRecord(
      host,
      { zoneId, name: host, type: "CNAME", content, proxied: false, ttl, comment: "failover-kit: moves when the database is restored" },
      { parent: this, protect: true, ignoreChanges: ["content"] },
    );
    this.registerOutputs();
  }
}

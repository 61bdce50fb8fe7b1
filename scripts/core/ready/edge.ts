import type { OriginEncryption } from "../dns-plan.ts";
import type { Finding } from "../readiness.ts";
import { amber, green, red, unknown } from "./finding.ts";

const ID = "edge";
/** Modes in which a visitor who comes by HTTPS is asked for by HTTP, and those in which by HTTPS: https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/ */
const plain = ["off", "flexible"];
const secure = ["full", "strict", "origin_pull"];

/** Whether Cloudflare's way of speaking to its origins is one that the mirror's load balancer understands: with a certificate it takes HTTPS and sends HTTP on to it, without one it takes HTTP alone. */
export function edgeFinding(asked: OriginEncryption, hasCertificate: boolean): Finding {
  if ("refused" in asked) return unknown(ID, `the zone's encryption mode could not be read: ${asked.refused}`, "give the token 'Zone Settings: Read' on the zone, or look at SSL/TLS in Cloudflare's dashboard");
  const mode = `the zone's encryption mode is '${asked.mode}'`;
  if (secure.includes(asked.mode)) {
    return hasCertificate
      ? green(ID, `${mode}, and the mirror's load balancer has a certificate`)
      : red(ID, `${mode}, and the mirror's load balancer has no certificate: after a cutover visitors would get error 521 or 522`, "set failover-kit:certificate in Pulumi.gcp.yaml to a certificate at Google for these names");
  }
  if (plain.includes(asked.mode)) {
    return hasCertificate
      ? red(ID, `${mode}, and the mirror's load balancer sends HTTP on to HTTPS: after a cutover visitors would be sent in circles`, "set the mode to 'Full (strict)' under SSL/TLS in Cloudflare's dashboard, once the old side takes HTTPS, too")
      : amber(ID, `${mode}: what Cloudflare and the mirror say to each other is not encrypted`, "a certificate on both sides (failover-kit:certificate in Pulumi.gcp.yaml for the mirror), then 'Full (strict)' under SSL/TLS in Cloudflare's dashboard");
  }
  return unknown(ID, `${mode}, which this kit does not know`, "look at SSL/TLS in Cloudflare's dashboard: does Cloudflare speak HTTPS to its origins?");
}

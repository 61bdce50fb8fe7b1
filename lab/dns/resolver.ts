import type { Lab } from "../daemon/lab.ts";
import { authoritativeAddress, awsDnsAddress, awsZones, independentNames, resolverAddress, zone } from "./addresses.ts";

const host = "resolver";

/**
 * A caching resolver with its default times to live. Names outside the lab's zones are looked up the usual way, from
 * the root down; the router refuses that and counts it, so a look-up of a foreign name shows as an attempt to get out.
 */
export function unboundConfig(): string {
  return [
    "server:",
    `  interface: ${resolverAddress}`,
    "  access-control: 0.0.0.0/0 allow",
    "  do-ip6: no",
    '  module-config: "iterator"',
    '  pidfile: "/run/unbound.pid"',
    '  chroot: ""',
    "  outbound-msg-retry: 1",
    '  local-zone: "independent.test." static',
    ...independentNames.map(({ name, address }) => `  local-data: "${name}. 60 IN A ${address}"`),
    "remote-control:",
    "  control-enable: no",
    ...[zone.name, ...awsZones].flatMap((name) => ["stub-zone:", `  name: "${name}"`, `  stub-addr: ${name === zone.name ? authoritativeAddress : awsDnsAddress}`]),
    "",
  ].join("\n");
}

/** Starts the resolver that every customer and operator of the lab asks. */
export async function startResolver(lab: Lab): Promise<void> {
  await lab.hosts.write(host, "/etc/unbound/unbound.conf", unboundConfig(), 0o644);
  const { exitCode, stderr } = await lab.hosts.exec(host, ["systemctl", "restart", "unbound"], { timeoutSeconds: 20 });
  if (exitCode !== 0) throw new Error(`unbound did not start on host ${host}: ${stderr.trim()}`);
}

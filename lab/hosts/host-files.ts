import { createHash } from "node:crypto";
import type { HostSpec } from "../daemon/lab.ts";
import { addresses, networks } from "../network/plan.ts";

/** A file put into a host's disk before it boots. */
export type HostFile = { readonly path: string; readonly text: string; readonly mode: number };

/** What tells one host from another: its name, its addresses, its machine id. */
export function hostFiles(spec: HostSpec & { readonly address: string }, labId: string): readonly HostFile[] {
  const { gateway, prefix } = networks[spec.network];
  const own = [spec.address, ...(spec.extraAddresses ?? [])];
  return [
    { path: "etc/hostname", text: `${spec.name}\n`, mode: 0o644 },
    // Without its own name in here, every sudo waits ten seconds for a resolver.
    { path: "etc/hosts", text: `127.0.0.1 localhost\n${spec.address} ${spec.name}\n`, mode: 0o644 },
    { path: "etc/machine-id", text: `${machineId(labId, spec.name)}\n`, mode: 0o444 },
    { path: "etc/resolv.conf", text: `nameserver ${addresses.resolver}\noptions timeout:1 attempts:2\n`, mode: 0o644 },
    // Tells systemd that nothing in /usr is newer: no rebuilding of caches at boot.
    ...["etc/.updated", "var/.updated"].map((path) => ({ path, text: "", mode: 0o644 })),
    // Sorts before systemd's own 80-container-host0.network, which would ask for DHCP.
    { path: "etc/systemd/network/10-host0.network", text: networkUnit(own.map((a) => `${a}/${prefix}`), gateway), mode: 0o644 },
  ];
}

/** The text of an authorized_keys file. */
export const authorizedKeysText = (keys: readonly string[]): string => keys.map((key) => `${key.trim()}\n`).join("");

const machineId = (labId: string, name: string): string => createHash("sha256").update(`${labId} ${name}`).digest("hex").slice(0, 32);

const networkUnit = (own: readonly string[], gateway: string): string =>
  [
    ...["[Match]", "Name=host0", "", "[Network]"],
    ...own.map((address) => `Address=${address}`),
    ...[`Gateway=${gateway}`, "DHCP=no", "LinkLocalAddressing=no", "IPv6AcceptRA=no", "LLDP=no", ""],
  ].join("\n");

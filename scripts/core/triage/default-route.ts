/** Whether a packet to nobody in particular goes anywhere, by the kernel's own tables of IPv4 and IPv6, /proc/net/route and ipv6_route: a network may have one of them only. */
export function hasDefaultRoute(ipv4: string, ipv6: string): boolean {
  const rows = (table: string): readonly (readonly string[])[] => table.split("\n").map((line) => line.trim().split(/\s+/));
  const byIpv4 = rows(ipv4).some(([, destination]) => destination === "00000000");
  // The kernel's own "unreachable" stands at the loopback device.
  const byIpv6 = rows(ipv6).some((row) => row[0] === "0".repeat(32) && row[1] === "00" && row.at(-1) !== "lo");
  return byIpv4 || byIpv6;
}

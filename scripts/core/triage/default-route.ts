/**
 * Whether a packet to nobody in particular goes anywhere, by the kernel's own tables for IPv4 and IPv6: a network may have one of them only.
 * https://docs.kernel.org/networking/ipv6.html and https://man7.org/linux/man-pages/man5/proc_pid_net.5.html
 */
export function hasDefaultRoute(ipv4: string, ipv6: string): boolean {
  const rows = (table: string): readonly (readonly string[])[] => table.split("\n").map((line) => line.trim().split(/\s+/));
  const byIpv4 = rows(ipv4).some(([, destination]) => destination === "00000000");
  // The kernel's own "unreachable" stands at the loopback device.
  const byIpv6 = rows(ipv6).some((row) => row[0] === "0".repeat(32) && row[1] === "00" && row.at(-1) !== "lo");
  return byIpv4 || byIpv6;
}

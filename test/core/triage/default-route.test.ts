import { expect, test } from "vitest";
import { hasDefaultRoute } from "../../../scripts/core/triage/default-route.ts";

const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
const nothing = "0".repeat(32);
const via = (destination: string, prefix: string, device: string) => `${destination} ${prefix} ${nothing} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     ${device}\n`;

test.each([
  ["IPv4 alone", `${head}eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n`, "", true],
  ["IPv6 alone", head, via(nothing, "00", "eth0"), true],
  ["a local network and no more", `${head}eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n`, via("fe80".padEnd(32, "0"), "40", "eth0"), false],
  ["the kernel's own 'unreachable'", head, via(nothing, "00", "lo"), false],
  ["nothing at all", "", "", false],
])("a machine with %s", (_, ipv4, ipv6, has) => expect(hasDefaultRoute(ipv4, ipv6)).toBe(has));

import { networks } from "./plan.ts";

const ranges = Object.values(networks).map(({ range }) => range);
/** Broadcast and multicast never leave a link, so they are no attempt to get out. */
const onLink = ["127.0.0.0/8", "224.0.0.0/4", "255.255.255.255"];

/** The router's nft rules: note who tries to reach anything outside the lab, and keep a chain for the switches. */
export const ruleset = (): string => `
table inet lab {
	set inside {
		type ipv4_addr
		flags interval
		elements = { ${[...ranges, ...onLink].join(", ")} }
	}
	set tried {
		type ipv4_addr . ipv4_addr . inet_proto . inet_service
		flags dynamic
		size 4096
	}
	chain watch {
		type filter hook prerouting priority -150; policy accept;
		ip daddr @inside accept
		meta l4proto { tcp, udp } add @tried { ip saddr . ip daddr . meta l4proto . th dport }
		meta l4proto icmp add @tried { ip saddr . ip daddr . meta l4proto . 0 }
		meta nfproto ipv4 reject with icmp net-unreachable
	}
	chain switches {
	}
	chain forward {
		type filter hook forward priority 0; policy accept;
		jump switches
	}
	chain input {
		type filter hook input priority 0; policy accept;
		jump switches
	}
	chain output {
		type filter hook output priority 0; policy accept;
		jump switches
	}
}
`;

/** What the switches do to packets: by address and in every direction, so that the router itself is cut off, too. */
export function switchRules(switches: { readonly awsDark: boolean }): string {
  const { range } = networks.aws;
  const drops = switches.awsDark ? [`add rule inet lab switches ip saddr ${range} drop`, `add rule inet lab switches ip daddr ${range} drop`] : [];
  return ["flush chain inet lab switches", ...drops, ""].join("\n");
}

import { addresses, awsApiPort, awsControlPort, independent, networks, rdsApiPort, type OperatorName } from "./plan.ts";
import type { Switches } from "./switches.ts";

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
export function switchRules({ awsDark, operatorsCut, faults = [] }: Pick<Switches, "awsDark" | "operatorsCut"> & Partial<Pick<Switches, "faults">>): string {
  const cut = [...(awsDark ? [networks.aws.range] : []), ...operatorsCut.map(addressOf)];
  const drops = cut.flatMap((address) => [`add rule inet lab switches ip saddr ${address} drop`, `add rule inet lab switches ip daddr ${address} drop`]);
  const beyond = [networks.aws.range, addresses.edge, ...independent.filter((_, at) => at % 2 === 0)];
  const lost = faults.includes("backbone-cut") ? beyond.map((address) => `add rule inet lab switches ip saddr ${networks.op.range} ip daddr ${address} drop`) : [];
  return ["flush chain inet lab switches", ...drops, ...lost, ""].join("\n");
}

/** What is silent of the AWS API, in its own namespace: S3, or all that changes things. */
export function awsApiRules({ faults }: Pick<Switches, "faults">): string {
  const shut = [...(faults.includes("s3-down") ? [awsApiPort] : []), ...(faults.includes("control-plane-down") ? [rdsApiPort, awsControlPort] : [])];
  return [
    "add table inet lab",
    "add chain inet lab input { type filter hook input priority 0; policy accept; }",
    "flush chain inet lab input",
    "add rule inet lab input iif lo accept",
    ...shut.map((port) => `add rule inet lab input tcp dport ${port} drop`),
    "",
  ].join("\n");
}

/** The same for Cloud Storage, in its own namespace: so it is gone for neighbours as well, and the lab itself can look into it all the while. */
export function storageRules({ storageDown }: Pick<Switches, "storageDown">): string {
  const verdict = { refused: "meta l4proto tcp reject with tcp reset", silent: "drop" };
  return [
    "add table inet lab",
    "add chain inet lab input { type filter hook input priority 0; policy accept; }",
    "flush chain inet lab input",
    "add rule inet lab input iif lo accept",
    ...storageDown.map(({ for: whom, how }) => `add rule inet lab input ${whom === "everyone" ? "" : `ip saddr ${addressOf(whom)} `}${verdict[how]}`),
    "",
  ].join("\n");
}

const addressOf = (operator: OperatorName): string => ({ operator: addresses.operator, "second-operator": addresses.secondOperator })[operator];

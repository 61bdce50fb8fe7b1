import type { Lab } from "../daemon/lab.ts";
import { addresses } from "../network/plan.ts";
import type { FaultTurn } from "../network/switches.ts";
import { runOnHost } from "../clouds/run-on-host.ts";

const CLOUDFLARE = "cloudflare";
const QUIET = `table inet faults {
	chain input {
		type filter hook input priority 0; policy accept;
		iif != lo ip daddr ${addresses.cloudflare} udp dport 53 drop
		iif != lo ip daddr ${addresses.cloudflare} tcp dport 53 drop
	}
}
`;

/** Breaks, or mends, one thing on the hosts that play it. A host that is not there cannot be broken, which is an error. */
export async function turnFault(lab: Lab, { name, on }: FaultTurn): Promise<void> {
  const unit = (host: string, service: string) => runOnHost(lab, host, ["systemctl", on ? "stop" : "start", service]);
  switch (name) {
    case "edge-down":
      return void (await runOnHost(lab, CLOUDFLARE, on ? ["touch", "/run/cloudflare-edge.broken"] : ["rm", "-f", "/run/cloudflare-edge.broken"]));
    case "cloudflare-api-down":
      return void (await unit(CLOUDFLARE, "cloudflare-api"));
    case "dns-down":
      await runOnHost(lab, CLOUDFLARE, ["sh", "-c", "nft delete table inet faults 2>/dev/null || true"]);
      if (on) await runOnHost(lab, CLOUDFLARE, ["nft", "--file", "-"], { stdin: QUIET });
      return;
    case "cache-gone":
      return void (await unit(hostLike(lab, /^aws-cache-/), "valkey-server"));
    case "search-gone":
      return void (await unit(hostLike(lab, /^aws-.*search/), "search"));
    case "code-bug": {
      const script = on ? "mkdir -p /etc/shop && touch /etc/shop/bug" : "rm -f /etc/shop/bug";
      await Promise.all(lab.hosts.list().filter((host) => /^aws-.*app/.test(host.name)).map((host) => runOnHost(lab, host.name, ["sh", "-c", script])));
      return;
    }
    default:
      throw new Error(`${name} is no fault of a host`);
  }
}

function hostLike(lab: Lab, pattern: RegExp): string {
  const found = lab.hosts.list().find(({ name }) => pattern.test(name));
  if (found === undefined) throw new Error(`the lab has no host like ${pattern.source}`);
  return found.name;
}

import type { Lab } from "../../daemon/lab.ts";
import { backedByHost } from "../backed-by-host.ts";
import { number, text } from "../fields.ts";
import type { Fields, Handler } from "../handler.ts";
import { hostName } from "../host-name.ts";
import { runOnHost } from "../run-on-host.ts";

const hostOf = (name: string): string => hostName("aws", "cache", name);

/** An ElastiCache replication group: one Valkey host that answers as the primary endpoint. */
export const replicationGroup: Handler = {
  ...backedByHost(hostOf),
  async create({ name, inputs }, lab) {
    if (inputs["transitEncryptionEnabled"] === true)
      throw new Error(`The lab's cache ${name} speaks no TLS. Set transitEncryptionEnabled to false in the lab's stack.`);
    const host = await lab.hosts.ensure({ name: hostOf(name), network: "aws" });
    await serve(name, inputs, lab);
    return { id: name, outputs: { ...inputs, ...endpoints(name, host.address, inputs) } };
  },
};

async function serve(name: string, inputs: Fields, lab: Lab): Promise<void> {
  await lab.hosts.write(hostOf(name), "/etc/valkey/valkey.conf", valkeyConfig(inputs), 0o644);
  await runOnHost(lab, hostOf(name), ["systemctl", "restart", "valkey-server"]);
}

/** A cache that answers the whole network and keeps nothing on disk, as a node without snapshots does. */
export function valkeyConfig(inputs: Fields): string {
  const token = text(inputs, "authToken");
  const lines = [
    "bind 0.0.0.0",
    "protected-mode no",
    `port ${number(inputs, "port", 6379)}`,
    "dir /var/lib/valkey",
    'save ""',
    "appendonly no",
  ];
  return [...lines, ...(token === "" ? [] : [`requirepass "${token}"`]), ""].join("\n");
}

function endpoints(name: string, address: string, inputs: Fields): Fields {
  return {
    primaryEndpointAddress: address,
    readerEndpointAddress: address,
    configurationEndpointAddress: "",
    port: number(inputs, "port", 6379),
    memberClusters: [`${name}-001`],
    engineVersionActual: "8.1.1",
  };
}

import { backedByHost } from "../backed-by-host.ts";
import { record, records, text, texts } from "../fields.ts";
import type { Fields, Handler, Wanted } from "../handler.ts";
import { hostName } from "../host-name.ts";
import { places } from "../default-handler.ts";
import { digits } from "../aws/identity.ts";
import { googleId } from "./google-id.ts";

const hostOf = (name: string): string => hostName("gcp", "", name);
const host = backedByHost(hostOf);

/** A Compute Engine instance: a bare host of the gcp network that takes the keys in its metadata. */
export const instance: Handler = {
  read: host.read,
  async create(wanted, lab) {
    const [first = {}] = records(wanted.inputs, "networkInterfaces");
    const fixed = text(first, "networkIp");
    const { address } = await lab.hosts.ensure({
      name: hostOf(wanted.name),
      network: "gcp",
      authorizedKeys: keysInMetadata(record(wanted.inputs, "metadata")),
      searches: texts(wanted.inputs, "tags").some((tag) => tag.endsWith("-search")),
      ...(fixed.startsWith("10.20.") ? { address: fixed } : {}),
    });
    return { id: googleId(wanted), outputs: { ...places(wanted), ...wanted.inputs, ...whereabouts(wanted, address) } };
  },
  update(resource, wanted) {
    const address = text(records(resource.outputs, "networkInterfaces")[0] ?? {}, "networkIp");
    return Promise.resolve({ ...resource.outputs, ...wanted.inputs, ...whereabouts(wanted, address) });
  },
  async delete(resource, lab, config) {
    // https://cloud.google.com/compute/docs/instances/preventing-accidental-vm-deletion
    if (resource.inputs["deletionProtection"] === true) {
      throw new Error(
        `googleapi: Error 400: Invalid resource usage: 'Resource cannot be deleted if it's protected against deletion. resource: ${resource.id}'.`,
      );
    }
    await host.delete(resource, lab, config);
  },
};

/** The keys of a machine's users: https://cloud.google.com/compute/docs/connect/add-ssh-keys#metadata (`USER:KEY`, one a line). */
export function keysInMetadata(metadata: Fields): readonly string[] {
  const lines = text(metadata, "ssh-keys").split("\n");
  return lines.flatMap((line) => {
    const key = line.slice(line.indexOf(":") + 1).trim();
    return key === "" ? [] : [key];
  });
}

function whereabouts(wanted: Wanted, address: string): Fields {
  const [first = {}, ...others] = records(wanted.inputs, "networkInterfaces");
  return {
    networkInterfaces: [{ ...first, name: "nic0", networkIp: address }, ...others],
    instanceId: String(BigInt(`0x${digits(wanted, 15)}`)),
    cpuPlatform: "AMD Rome",
    currentStatus: "RUNNING",
  };
}

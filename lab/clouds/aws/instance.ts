import type { Lab } from "../../daemon/lab.ts";
import { backedByHost } from "../backed-by-host.ts";
import { record, text } from "../fields.ts";
import type { Fields, Handler, Wanted } from "../handler.ts";
import { hostName } from "../host-name.ts";
import { awsIdentity, digits } from "./identity.ts";
import { raiseAllWalls } from "./rds/walls.ts";

const hostOf = (name: string): string => hostName("aws", "", name);

/** An EC2 instance: a bare host of the aws network that takes the key pair's key. */
export const instance: Handler = {
  ...backedByHost(hostOf),
  async create(wanted, lab) {
    const { id } = awsIdentity(wanted);
    const host = await lab.hosts.ensure({ name: hostOf(wanted.name), network: "aws", authorizedKeys: keysOf(wanted.inputs, lab) });
    return { id, outputs: { ...wanted.inputs, ...whereabouts(wanted, host.address, lab) } };
  },
  update: (resource, wanted) => Promise.resolve({ ...resource.outputs, ...wanted.inputs }),
  settle: raiseAllWalls,
};

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (InvalidKeyPair.NotFound)
function keysOf(inputs: Fields, lab: Lab): readonly string[] {
  const keyName = text(inputs, "keyName");
  if (keyName === "") return [];
  const pair = lab.inventory.list("aws", "aws:ec2/keyPair:KeyPair").find(({ name }) => name === keyName);
  if (!pair)
    throw new Error(`api error InvalidKeyPair.NotFound: The key pair '${keyName}' does not exist. Create the aws.ec2.KeyPair first.`);
  return [text(pair.inputs, "publicKey")];
}

function whereabouts(wanted: Wanted, address: string, lab: Lab): Fields {
  const subnet = lab.inventory.get("aws", "aws:ec2/subnet:Subnet", text(wanted.inputs, "subnetId"));
  return {
    privateIp: address,
    privateDns: `ip-${address.replaceAll(".", "-")}.eu-west-1.compute.internal`,
    publicIp: wanted.inputs["associatePublicIpAddress"] === true ? address : "",
    publicDns: "",
    availabilityZone: text(subnet?.inputs ?? {}, "availabilityZone", text(wanted.inputs, "availabilityZone", "eu-west-1a")),
    instanceState: "running",
    primaryNetworkInterfaceId: `eni-${digits(wanted)}`,
    tags: record(wanted.inputs, "tags"),
  };
}

import type { Lab, Resource } from "../../daemon/lab.ts";
import { backedByHost } from "../backed-by-host.ts";
import { number, records, text, texts } from "../fields.ts";
import type { Fields, Handler } from "../handler.ts";
import { defaultHandler, places } from "../default-handler.ts";
import { hostName } from "../host-name.ts";
import { inTurn } from "../in-turn.ts";
import { balance, type Listener, type Upstream } from "../nginx.ts";
import { resolveAddress } from "./address.ts";
import { googleId, lastPart } from "./google-id.ts";

const hostOf = (name: string): string => hostName("gcp", "lb", name);

/** A forwarding rule: an nginx host on the reserved address, in front of what its proxy leads to. */
export const forwardingRule: Handler = {
  ...backedByHost(hostOf),
  async create(wanted, lab) {
    const meant = text(wanted.inputs, "ipAddress");
    const address = resolveAddress(lab, meant);
    if (meant !== "" && address === undefined)
      throw new Error(`googleapi: Error 404: The resource '${meant}' was not found. Reserve the address first.`);
    const host = await lab.hosts.ensure({ name: hostOf(wanted.name), network: "gcp", ...(address === undefined ? {} : { address }) });
    return { id: googleId(wanted), outputs: { ...places(wanted), ...wanted.inputs, ipAddress: host.address } };
  },
  settle: rebalance,
};

/** Proxies, URL maps, backend services and instance groups: what leads from a forwarding rule to machines. */
export const loadBalancerPart: Handler = { create: defaultHandler.create, settle: rebalance };

/** An instance group knows how many machines it has. */
export const instanceGroup: Handler = {
  create: async (wanted, lab) => {
    const { id, outputs } = await defaultHandler.create(wanted, lab);
    return { id, outputs: { ...outputs, size: texts(wanted.inputs, "instances").length } };
  },
  update: (resource, { inputs }) => Promise.resolve({ ...resource.outputs, ...inputs, size: texts(inputs, "instances").length }),
  settle: rebalance,
};

function rebalance(lab: Lab): Promise<void> {
  return inTurn(lab, async () => {
    const everything = lab.inventory.list("gcp");
    const rules = everything.filter(({ type }) => /orwardingRule$/.test(type));
    for (const rule of rules) {
      if (lab.hosts.find(hostOf(rule.name))) await balance(lab, hostOf(rule.name), [listenerOf(rule, everything)]);
    }
  });
}

/** What a forwarding rule listens on and which machines stand behind it, following Google's chain of references. */
export function listenerOf(rule: Resource, everything: readonly Resource[]): Listener {
  const follow = (kind: RegExp, reference: string): Fields =>
    everything.find(({ type, name }) => kind.test(type) && name === lastPart(reference))?.inputs ?? {};
  const proxy = follow(/:TargetHttps?Proxy$/, text(rule.inputs, "target"));
  const urlMap = follow(/:(Region)?U[rR][lL]Map$/i, text(proxy, "urlMap"));
  const service = follow(/:(Region)?BackendService$/, text(urlMap, "defaultService"));
  const upstreams = records(service, "backends").flatMap((backend): readonly Upstream[] => {
    const group = follow(/:InstanceGroup$/, text(backend, "group"));
    const port = portNamed(group, text(service, "portName", "http"));
    return texts(group, "instances").flatMap((reference) => {
      const machine = everything.find(({ type, name }) => type === "gcp:compute/instance:Instance" && name === lastPart(reference));
      const address = machine && text(records(machine.outputs, "networkInterfaces")[0] ?? {}, "networkIp");
      return address ? [{ address, port }] : [];
    });
  });
  return { port: Number.parseInt(text(rule.inputs, "portRange", "80"), 10), upstreams };
}

// A backend service sends to a port by its name, and to 80 where the group names none:
// https://cloud.google.com/load-balancing/docs/backend-service#named_ports
function portNamed(group: Fields, name: string): number {
  return number(records(group, "namedPorts").find((candidate) => text(candidate, "name") === name) ?? {}, "port", 80);
}

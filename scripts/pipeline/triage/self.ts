import type { Probe, Seen } from "./probe.ts";

const NAME_SECONDS = 3;

/** This place's own link and default route: known at once, whatever the network does. */
export const self: Probe = {
  id: "self",
  covers: ["self-link", "self-route"],
  where: ["here", "outside", "inside"],
  limitSeconds: 2,
  look: async ({ lookout }) => {
    const { addresses, hasDefaultRoute } = await lookout.network();
    const hasLink = addresses.length > 0;
    const link: Seen = { probe: "self-link", target: "link", state: hasLink ? "up" : "down", value: hasLink ? `an address: ${addresses.slice(0, 2).join(", ")}` : "no interface has an address" };
    const route: Seen = { probe: "self-route", target: "default route", state: hasDefaultRoute === undefined ? "unknown" : hasDefaultRoute ? "up" : "down", value: hasDefaultRoute === undefined ? "the system does not tell" : hasDefaultRoute ? "there is one" : "there is none" };
    return [link, route];
  },
};

/** This place's own resolver, asked for names of others, so that a trouble of ours is none of the resolver's. */
export const selfResolver: Probe = {
  id: "self-resolver",
  where: ["here", "outside", "inside"],
  limitSeconds: 5,
  look: async ({ site, lookout }) => {
    const names = site.independent.map(({ host }) => host).filter((host) => /[a-z]$/i.test(host)).slice(0, 3);
    if (names.length === 0) return [];
    const answers = await Promise.all(names.map((name) => lookout.addresses(name, { timeoutSeconds: NAME_SECONDS })));
    const found = answers.filter((answer) => "addresses" in answer).length;
    return [{ probe: "self-resolver", target: "resolver", state: found > 0 ? "up" : "down", value: `${found} of ${names.length} names of others found` }];
  },
};

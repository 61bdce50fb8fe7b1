import { isBad, type Facts } from "./facts.ts";
import { controls } from "./probe-names.ts";

/** Whether customers are served: the service says it is well under its public name, and nothing a customer asks for fails. */
export const isServed = (facts: Facts): boolean => facts.of("own-http").state === "up" && ["up", "unknown"].includes(facts.of("own-page").state);

/** At least half of AWS's controls that said anything do not answer. */
export function controlsAreDown(facts: Facts): boolean {
  const { seen } = facts.ofAll(controls);
  const down = seen.filter(({ state }) => state === "down").length;
  return down > 0 && down * 2 >= seen.length;
}

/** Nothing at all answers where the origin should be; an origin that answers unwell is not silent. */
export const originIsSilent = (facts: Facts): boolean => facts.of("own-origin").state === "down";

/** The names cannot be had: no authoritative server answers, or none of the resolvers finds them. */
export const namesAreGone = (facts: Facts): boolean => facts.of("own-authoritative").state === "down" || facts.of("own-dns").state === "down";

/** The edge itself does not serve what it serves alone, or shows a certificate that no browser takes. */
export const edgeIsGone = (facts: Facts): boolean => isBad(facts.of("own-trace")) || facts.of("own-tls").state === "down";

import type { Probe } from "./probe.ts";

const KNOCK_SECONDS = 3;

/** A spread of targets of different operators, some by address and some by name, none of them on the clouds in question. */
export const backbone: Probe = {
  id: "backbone",
  where: ["here", "outside"],
  limitSeconds: 8,
  look: ({ site, lookout }) =>
    Promise.all(
      site.independent.map(async ({ name, host, port }) => {
        const seen = { probe: "backbone", target: name } as const;
        const isName = /[a-z]$/i.test(host);
        const found = isName ? await lookout.addresses(host, { timeoutSeconds: KNOCK_SECONDS }) : { addresses: [host] };
        if (!("addresses" in found)) return { ...seen, state: "unknown" as const, value: `its name: ${"none" in found ? found.none : found.failed}` };
        const answer = await lookout.knock(found.addresses[0] ?? "", port, { timeoutSeconds: KNOCK_SECONDS });
        return "failed" in answer ? { ...seen, state: "down" as const, value: answer.failed } : { ...seen, state: "up" as const, value: `port ${port} answers` };
      }),
    ),
};

import type { ObservedState } from "../../core/observation.ts";
import { ASK_SECONDS, LIMIT_SECONDS, stateOfFailure, textOf, type Probe, type Seen } from "./probe.ts";

/** What the edge serves by itself under each proxied name, without any origin: https://developers.cloudflare.com/fundamentals/reference/cdn-cgi-endpoint/ */
export const ownTrace: Probe = {
  id: "own-trace",
  where: ["here", "outside"],
  limitSeconds: LIMIT_SECONDS,
  look: ({ site, lookout }) =>
    Promise.all(
      site.names.filter(({ proxied }) => proxied).map(async ({ name }): Promise<Seen> => {
        const seen = { probe: "own-trace", target: name } as const;
        const answer = await lookout.web(`${site.protocol}://${name}/cdn-cgi/trace`, { timeoutSeconds: ASK_SECONDS });
        if ("failed" in answer) return { ...seen, state: stateOfFailure(answer.failed), value: answer.failed };
        const colo = /^colo=(\w+)$/m.exec(textOf(answer.body))?.[1];
        if (answer.status === 200 && colo !== undefined) return { ...seen, state: "up", value: `the edge at ${colo} serves` };
        return { ...seen, state: answer.status >= 500 ? "degraded" : "unknown", value: `${answer.status}, not what the edge serves by itself` };
      }),
    ),
};

const DAY = 24 * 60 * 60 * 1000;
const SOON_DAYS = 7;

/** The certificate that customers see. */
export const ownTls: Probe = {
  id: "own-tls",
  where: ["here", "outside"],
  limitSeconds: LIMIT_SECONDS,
  look: ({ site, lookout, now }) =>
    site.protocol === "http"
      ? Promise.resolve([])
      : Promise.all(
          site.names.map(async ({ name }): Promise<Seen> => {
            const seen = { probe: "own-tls", target: name } as const;
            const found = await lookout.addresses(name, { timeoutSeconds: ASK_SECONDS });
            if (!("addresses" in found)) return { ...seen, state: "unknown", value: "the name was not found" };
            const shown = await lookout.certificate(found.addresses[0] ?? "", 443, { name, timeoutSeconds: ASK_SECONDS });
            // That nobody answers is the other looks' to say.
            if ("failed" in shown) return { ...seen, state: "unknown", value: shown.failed };
            return { ...seen, ...judged(shown, now) };
          }),
        ),
};

function judged({ validTo, isTrusted, because }: { readonly validTo: string; readonly isTrusted: boolean; readonly because: string }, now: Date): { readonly state: ObservedState; readonly value: string } {
  const until = `valid until ${validTo.slice(0, 16).replace("T", " ")} UTC`;
  if (!isTrusted) return { state: "down", value: `not trusted: ${because}; ${until}` };
  // A certificate that will end is worth a word, and no outage.
  return { state: "up", value: new Date(validTo).getTime() - now.getTime() < SOON_DAYS * DAY ? `${until}: soon` : until };
}

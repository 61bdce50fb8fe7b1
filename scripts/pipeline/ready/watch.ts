import { ofKind } from "../../core/evidence.ts";
import { allInAws, channelsOf } from "../../core/paging/shared-fate.ts";
import { watchFindings } from "../../core/ready/watch.ts";
import { placesIn } from "../../core/watch/changes.ts";
import { openEvidence } from "../evidence/log.ts";
import { rulesOf } from "../evidence/weigh.ts";
import type { Check } from "./check.ts";

const LOOKED_BACK_MS = 60 * 60_000;

/** Whether anybody watches the service, from enough places, and could wake somebody. */
export const watch: Check = {
  id: "watch",
  limitSeconds: 30,
  look: async ({ project, world, now }) => {
    const { watch: set, channels } = project.written;
    if (set === undefined) return watchFindings({ isSet: false, everySeconds: 0, newestAgeSeconds: undefined, places: [], silent: [], channels: "none" });
    const log = await openEvidence(project, world);
    const since = now.getTime() - LOOKED_BACK_MS;
    const { told, now: storeNow } = await log.read({ since, observationsSince: since });
    const newest = ofKind(told, "observations").at(-1);
    const places = newest === undefined ? new Map<string, string>() : placesIn(newest.entry.observations, rulesOf(project).scope.share);
    const roads = channels === undefined ? [] : channelsOf(channels, (variable) => world.env[variable.slice(1)]);
    return watchFindings({
      isSet: true,
      everySeconds: set.everySeconds,
      newestAgeSeconds: newest === undefined ? undefined : (storeNow - newest.at) / 1000,
      places: [...places.keys()],
      silent: [...places].flatMap(([from, state]) => (state === "unknown" ? [from] : [])),
      channels: roads.length === 0 ? "none" : allInAws(roads) ? "only in AWS" : "some",
    });
  },
};

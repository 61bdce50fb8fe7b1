import { z } from "zod";
import { SERVICE_PROBE } from "../declaration/locations.ts";
import { jsonIn } from "../json-in.ts";
import type { Observation, ObservedState } from "../observation.ts";
import { ownChecks, pingdomCheck, type OwnChecks } from "../triage/own-checks.ts";
import type { Answered } from "./judge.ts";

const PLACE = "pingdom";
const answer = z.object({ checks: z.array(pingdomCheck) });

/** Pingdom's words for a check; one not yet confirmed from a second place of theirs, or paused, is no word at all. */
const states: Readonly<Record<string, ObservedState>> = { up: "up", down: "down", unconfirmed_down: "unknown", unknown: "unknown", paused: "unknown" };

/** What Pingdom's checks of the service say; without any, and for anything but a list of checks, it is "unknown". */
export function readPingdom(answered: Answered, own: OwnChecks, { at, seconds }: { readonly at: string; readonly seconds: number }): readonly Observation[] {
  const one = (target: string, state: ObservedState, value: string): Observation => ({ probe: SERVICE_PROBE, target, from: PLACE, state, value, at, seconds });
  if ("failed" in answered) return [one(PLACE, "unknown", `Pingdom does not answer: ${answered.failed}`)];
  if (answered.status !== 200) return [one(PLACE, "unknown", `Pingdom answered ${answered.status}`)];
  const { data } = answer.safeParse(jsonIn(answered.body));
  if (data === undefined) return [one(PLACE, "unknown", "Pingdom answered something else than a list of checks")];
  const told = ownChecks(data.checks, own);
  if (told.length === 0) return [one(PLACE, "unknown", `of the ${data.checks.length} checks in Pingdom none that is not paused is of this service: name them in triage.pingdom`)];
  return told.map(({ name, status }) => one(name, states[status] ?? "unknown", `Pingdom says ${status}`));
}

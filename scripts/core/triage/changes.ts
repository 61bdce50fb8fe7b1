import { observationKey } from "../observation.ts";
import type { Triage } from "../triage.ts";
import { glyphs } from "./matrix.ts";
import { probeNamed } from "./probe-names.ts";
import { verdictLine } from "./text.ts";
import { several } from "../several.ts";

/** What is different since the look before, in a few lines; that nothing is, is one. */
export function changesSince(before: Triage, now: Triage): string {
  const known = new Map(before.evidence.map((one) => [observationKey(one), one]));
  const changed = now.evidence.flatMap((one) => {
    const was = known.get(observationKey(one));
    return was?.state === one.state ? [] : [`  ${glyphs[one.state]} ${one.state}${was === undefined ? "" : `, was ${was.state}`}: ${probeNamed(one.probe)?.title ?? one.probe}, ${one.target}, from ${one.from}: ${one.value}`];
  });
  const gone = before.evidence.filter((one) => !now.evidence.some((other) => observationKey(other) === observationKey(one)));
  const verdict = verdictLine(now) === verdictLine(before) ? `still ${verdictLine(now)}` : `now ${verdictLine(now)}; was ${verdictLine(before)}; next: ${now.next}`;
  return [`${now.at.slice(11, 19)} UTC  ${verdict}`, ...changed, ...(gone.length === 0 ? [] : [`  ? no more word of ${several(gone.length, "thing")} seen before`])].join("\n");
}

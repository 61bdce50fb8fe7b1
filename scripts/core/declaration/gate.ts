import { ofKind, type AwsState, type Told } from "../evidence.ts";
import { ageText } from "../ready/ages.ts";
import { iso, type Gap, type RuleAnswer, type Rules } from "./answer.ts";
import { joined, secondsOf, stretchesOf, type Stretch } from "./stretches.ts";

/** Where two accounts of one moment differ, the one that speaks against a rebuild counts. */
const strongest: readonly AwsState[] = ["up", "down", "unknown"];

/** What was understood of AWS as a whole, over time. */
export function awsOverTime(told: readonly Told[], now: number): readonly Stretch<AwsState>[] {
  const seen = ofKind(told, "verdict").map(({ entry, at }) => ({ at, until: at + entry.holdsSeconds * 1000, state: entry.aws }));
  return joined(stretchesOf(seen, now, strongest).map(({ state, ...when }) => ({ ...when, state: state === "silent" ? "unknown" : state })));
}

/** The gate before a rebuild: so many hours since AWS was first seen down, with no "up" since. Unknown time counts, and is shown. */
export function gateRule(told: readonly Told[], { gate: { hours }, gapMinutes }: Rules, now: number): RuleAnswer {
  const aws = awsOverTime(told, now);
  const afterUp = aws.slice(aws.findLastIndex(({ state }) => state === "up") + 1);
  const first = afterUp.findIndex(({ state }) => state === "down");
  const counted = first < 0 ? [] : afterUp.slice(first);
  const since = counted[0]?.from;
  const needed = hours * 3600;
  const gaps = counted.filter(({ state }) => state === "unknown").map(({ from, to }): Gap => ({ from: iso(from), to: iso(to), seconds: (to - from) / 1000 }));
  const evidence = since === undefined ? [] : ofKind(told, "verdict").filter(({ at }) => at >= since && at <= now).map(({ entry }) => entry.id);
  const answer = { rule: "gate", since: since === undefined ? null : iso(since), gaps, evidence } as const;
  if (since === undefined) {
    const says = aws.at(-1)?.state === "up" ? "not met" : "cannot tell";
    const because = aws.length === 0 ? "nobody has looked at AWS" : says === "not met" ? "AWS is up, by the last look" : "AWS was not seen down, and now nobody can tell";
    return { ...answer, says, because: `${because}; the gate opens ${ageText(needed)} after AWS was first seen down`, alreadySeconds: 0, stillSeconds: null, asks: [] };
  }
  const already = (now - since) / 1000;
  const unknown = secondsOf(counted, "unknown");
  const because = `AWS was first seen down at ${iso(since)}, ${ageText(already)} ago, and not up since${unknown === 0 ? "" : `, ${ageText(unknown)} of it unknown`}; the gate opens after ${ageText(needed)}`;
  const asks = gaps.filter(({ seconds }) => seconds > gapMinutes * 60).map(({ from, to, seconds }) => `nothing is known of AWS for ${ageText(seconds)}, ${from} to ${to}`);
  const isOpen = already >= needed;
  return { ...answer, says: isOpen ? "met" : "not met", because, alreadySeconds: already, stillSeconds: Math.max(0, needed - already), asks };
}

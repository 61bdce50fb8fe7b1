import type { Observation } from "./observation.ts";

type Kind<K extends Observation["kind"]> = Extract<Observation, { kind: K }>;

/** An order the customer may rely on. */
export type Acknowledged = Kind<"acknowledged">;

/** An answer that was not what the customer asked for. */
export type FailedAnswer = Kind<"failed" | "refused" | "read-failed">;

/** From a failed answer to the first order accepted after it; `accepted` is missing while it lasts. */
export type Outage = {
  readonly failed: FailedAnswer;
  readonly accepted?: Acknowledged;
  /** The first good read sent after the failed answer. */
  readonly read?: Kind<"read">;
};

/** A stretch without an accepted order. */
export type Gap = { readonly from: string; readonly until: string; readonly seconds: number };

/** What the customer can say about the service. */
export type ClientVerdict = {
  readonly acknowledged: readonly Acknowledged[];
  readonly outages: readonly Outage[];
  readonly longestOutage?: Outage;
  readonly longestGap?: Gap;
  /** Each name's answers, one entry each time they changed. */
  readonly resolutions: readonly Kind<"resolved">[];
};

const isFailure = (seen: Observation): seen is FailedAnswer => seen.kind === "failed" || seen.kind === "refused" || seen.kind === "read-failed";
const isKind = <K extends Observation["kind"]>(kind: K) => (seen: Observation): seen is Kind<K> => seen.kind === kind;
const secondsBetween = (from: string, until: string) => (Date.parse(until) - Date.parse(from)) / 1000;

/** The outage's length as the customer felt it: first failed answer to first accepted order. Infinite while it lasts. */
export const outageSeconds = ({ failed, accepted }: Outage): number => (accepted ? secondsBetween(failed.at, accepted.at) : Infinity);

/** Only a request sent after the failure says that it is over: one that was under way proves nothing. */
function outagesIn(seen: readonly Observation[]): readonly Outage[] {
  const outages: Outage[] = [];
  let failed: FailedAnswer | undefined;
  for (const one of seen) {
    if (failed === undefined) {
      if (isFailure(one)) failed = one;
    } else if (one.kind === "acknowledged" && one.sentAt >= failed.at) {
      outages.push({ failed, accepted: one, ...firstRead(seen, failed) });
      failed = undefined;
    }
  }
  return failed === undefined ? outages : [...outages, { failed, ...firstRead(seen, failed) }];
}

function firstRead(seen: readonly Observation[], failed: FailedAnswer): Pick<Outage, "read"> {
  const read = seen.filter(isKind("read")).find((one) => one.sentAt >= failed.at);
  return read ? { read } : {};
}

function longestGapIn(acknowledged: readonly Acknowledged[]): Gap | undefined {
  const gaps = acknowledged.slice(1).map((until, i) => {
    const from = acknowledged[i] ?? until;
    return { from: from.at, until: until.at, seconds: secondsBetween(from.at, until.at) };
  });
  return largest(gaps, (gap) => gap.seconds);
}

function largest<T>(items: readonly T[], size: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>((best, item) => (best === undefined || size(item) > size(best) ? item : best), undefined);
}

function changesIn(resolved: readonly Kind<"resolved">[]): readonly Kind<"resolved">[] {
  const last = new Map<string, string>();
  return resolved.filter(({ name, addresses }) => {
    const now = addresses.join(" ");
    const changed = last.get(name) !== now;
    last.set(name, now);
    return changed;
  });
}

/** Judges the service by what the customer saw, in the order in which answers came. */
export function clientVerdict(observations: readonly Observation[]): ClientVerdict {
  const seen = observations.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const acknowledged = seen.filter(isKind("acknowledged"));
  const outages = outagesIn(seen);
  const longestOutage = largest(outages, outageSeconds);
  const longestGap = longestGapIn(acknowledged);
  return {
    acknowledged,
    outages,
    ...(longestOutage ? { longestOutage } : {}),
    ...(longestGap ? { longestGap } : {}),
    resolutions: changesIn(seen.filter(isKind("resolved"))),
  };
}

/** A request that fails as the customer turns away says little: the next one was never sent. */
const TURNING_AWAY_SECONDS = 3;

/** For how long no order had been accepted when the customer stopped, if the service was failing then; 0 where it was not, or had only just begun to. */
export function unendedSeconds(observations: readonly Observation[], { outages }: Pick<ClientVerdict, "outages">): number {
  const last = outages.at(-1);
  if (last === undefined || last.accepted !== undefined) return 0;
  const end = observations.reduce((latest, { at }) => (at > latest ? at : latest), last.failed.at);
  const seconds = secondsBetween(last.failed.at, end);
  return seconds < TURNING_AWAY_SECONDS ? 0 : seconds;
}

/** The outage a drill is about: the longest that ended, unless one had not ended when the customer stopped. */
export function outageThatCounts(observations: readonly Observation[], client: ClientVerdict): Outage | undefined {
  const ended = client.outages.filter(({ accepted }) => accepted !== undefined);
  return unendedSeconds(observations, client) > 0 ? client.outages.at(-1) : largest(ended, outageSeconds);
}

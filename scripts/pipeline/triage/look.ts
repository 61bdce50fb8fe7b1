import type { Observation } from "../../core/observation.ts";
import { probeNamed } from "../../core/triage/probe-names.ts";
import type { Clock } from "../../ports.ts";
import type { Eyes, Probe, Seen } from "./probe.ts";

/** Where somebody looks from, as observations call it. */
export type Stand = { readonly from: string; readonly where: Probe["where"][number] };

type Watched = { readonly clock: Clock; readonly onSeen?: (seen: readonly Observation[]) => void };

/** Looks with every probe that is worth while from here, side by side; one that fails or takes too long is "unknown" and holds nobody up. */
export async function lookAround(probes: readonly Probe[], eyes: Eyes, { from, where }: Stand, { clock, onSeen }: Watched): Promise<readonly Observation[]> {
  const looks = probes.filter((probe) => probe.where.includes(where)).map(async (probe) => {
    const begun = clock.elapsed();
    const seen = await lookOnce(probe, eyes, clock);
    const seconds = Math.round((clock.elapsed() - begun) * 1000) / 1000;
    const observations = seen.map(({ from: another, ...one }): Observation => ({ ...one, from: another ?? from, at: clock.now().toISOString(), seconds }));
    onSeen?.(observations);
    return observations;
  });
  return (await Promise.all(looks)).flat();
}

async function lookOnce(probe: Probe, eyes: Eyes, clock: Pick<Clock, "sleep">): Promise<readonly Seen[]> {
  const enough = new AbortController();
  const covers: readonly string[] = probe.covers ?? [probe.id];
  const unknown = (value: string): readonly Seen[] => covers.filter((id) => probeNamed(id) !== undefined).map((id) => ({ probe: id as Seen["probe"], target: probe.id, state: "unknown", value }));
  const outOfTime = clock.sleep(probe.limitSeconds, enough.signal).then(() => unknown(`no answer within ${probe.limitSeconds} s`));
  outOfTime.catch(() => undefined);
  try {
    return await Promise.race([probe.look(eyes), outOfTime]);
  } catch (error) {
    return unknown(`the look itself failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, 200));
  } finally {
    enough.abort();
  }
}

import { CANARY_NAME, canaryBody, readCanary, type Canary, type CanaryEvidence } from "../../core/canary.ts";
import type { Clock, ObjectStore, SourceObjects } from "../../ports.ts";

const PAUSE_SECONDS = 1;

type Route = { readonly source: string; readonly copies: string; readonly limitSeconds: number };

/** Writes the canary at the source and waits for its copy. */
export async function sendCanary(ports: { readonly source: SourceObjects; readonly objects: Pick<ObjectStore, "read">; readonly clock: Clock }, canary: Canary, route: Route, onWait: (seconds: number) => void): Promise<CanaryEvidence> {
  const { source, objects, clock } = ports;
  const begun = clock.elapsed();
  await source.put(route.source, CANARY_NAME, canaryBody(canary));
  const evidence = (lagSeconds: number | null): CanaryEvidence => ({ schema: "failover-kit/canary-evidence/1", id: canary.id, writtenAt: canary.writtenAt, lagSeconds, waitedSeconds: clock.elapsed() - begun });
  for (;;) {
    const copied = readCanary(await objects.read(route.copies, CANARY_NAME));
    const waited = clock.elapsed() - begun;
    if (copied?.id === canary.id) return evidence(waited);
    if (waited >= route.limitSeconds) return evidence(null);
    onWait(waited);
    await clock.sleep(PAUSE_SECONDS);
  }
}

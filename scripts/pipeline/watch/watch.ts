import type { Evaluation } from "../../core/declaration/evaluate.ts";
import { SERVICE_PROBE } from "../../core/declaration/locations.ts";
import type { AwsState } from "../../core/evidence.ts";
import type { Observation } from "../../core/observation.ts";
import type { Triage } from "../../core/triage.ts";
import { awsVerdict, withTriage } from "../../core/watch/aws-verdict.ts";
import { clockJump, heartbeatSeconds, holdsSeconds, placeChanges, ruleChanges, type Clocks } from "../../core/watch/changes.ts";
import type { WatchSettings } from "../../core/watch-settings.ts";
import type { World } from "../../world.ts";
import type { EvidenceLog } from "../evidence/log.ts";
import { rulesOf, weigh, type Weighed } from "../evidence/weigh.ts";
import type { Project } from "../project.ts";
import type { Vantage } from "./vantages.ts";

/** No place may hold up the others for longer than its own limit, and a little. */
const GRACE_SECONDS = 10;
const TRIAGE_SECONDS = 25;

export type Watching = {
  readonly project: Project;
  readonly watch: WatchSettings;
  readonly vantages: readonly Vantage[];
  readonly log: EvidenceLog;
  /** Told after each round what the evidence says now. */
  readonly after: (weighed: Weighed) => Promise<void>;
  /** A look at everything, where the settings say what there is; asked when something is down, and now and then. */
  readonly triage: (() => Promise<Triage>) | undefined;
  readonly once: boolean;
};

type State = { readonly observations: readonly Observation[]; readonly aws: AwsState | undefined; readonly awsSaidAt: number; readonly evaluation: Evaluation | undefined; readonly clocks: Clocks | undefined; readonly silence: string | undefined };

/** Looks, writes down, and says what changed, until it is asked to stop. What counts is what is written: a new process goes on where one died. */
export async function watchOn(watching: Watching, world: Pick<World, "clock" | "operator" | "stop">): Promise<void> {
  const { watch, vantages, log, once } = watching;
  const { clock, stop } = world;
  await log.write({ kind: "started", vantages: vantages.map(({ name }) => name), everySeconds: watch.everySeconds });
  let state: State = { observations: [], aws: undefined, awsSaidAt: 0, evaluation: undefined, clocks: undefined, silence: undefined };
  while (!stop.aborted) {
    const began = clock.elapsed();
    state = await round(watching, state, world);
    if (once) return;
    await clock.sleep(Math.max(0, watch.everySeconds - (clock.elapsed() - began))).catch(() => undefined);
  }
}

async function round({ project, watch, vantages, log, after, triage }: Watching, before: State, { clock, operator, stop }: Pick<World, "clock" | "operator" | "stop">): Promise<State> {
  const rules = rulesOf(project);
  const clocks = { wall: clock.now().getTime(), elapsed: clock.elapsed() };
  const jump = clockJump(before.clocks, clocks);
  if (jump !== undefined) {
    await log.write({ kind: "clock", jumpSeconds: jump });
    operator.say(`${stamp(clock.now())}  this machine's clock was set by ${jump} s; what counts is the store's`);
  }
  const observations = (await Promise.all(vantages.map((vantage) => within(vantage, watch.timeoutSeconds + GRACE_SECONDS, clock)))).flat();
  // What was cut short by the end of the watch is no observation.
  if (stop.aborted) return before;
  await log.write({ kind: "observations", holdsSeconds: holdsSeconds(watch.everySeconds, watch.timeoutSeconds), observations });

  const heartbeat = heartbeatSeconds(watch.everySeconds, rules.gate.hours);
  const own = awsVerdict(observations, { atLeast: rules.locations.atLeast, share: rules.scope.share });
  const isAsked = observations.some(({ state }) => state === "down") || clocks.elapsed - before.awsSaidAt >= heartbeat;
  const { aws, because } = withTriage(own, isAsked ? await looked(triage, clock) : undefined);
  const isDue = aws !== before.aws || clocks.elapsed - before.awsSaidAt >= heartbeat;
  if (isDue) await log.write({ kind: "verdict", aws, because, holdsSeconds: 2 * heartbeat + holdsSeconds(watch.everySeconds, watch.timeoutSeconds) });

  const sent = await log.send();
  const silence = sent === "all sent" ? undefined : `the bucket does not have all of the evidence (${sent.because}); the rest waits on this machine`;
  const weighed = await weigh(project, log, clock.now());
  const said = [
    ...placeChanges(before.observations, observations, rules.scope.share),
    ...(aws === before.aws ? [] : [`AWS: ${aws} (${because})`]),
    ...ruleChanges(before.evaluation, weighed.evaluation),
    ...(silence === before.silence ? [] : [silence ?? "the bucket has everything again"]),
  ];
  for (const line of said) operator.say(`${stamp(clock.now())}  ${line}`);
  await after(weighed);
  return { observations, aws, awsSaidAt: isDue ? clocks.elapsed : before.awsSaidAt, evaluation: weighed.evaluation, clocks, silence };
}

/** A triage that breaks or takes too long has found nothing. */
async function looked(triage: Watching["triage"], clock: World["clock"]): Promise<Triage | undefined> {
  if (triage === undefined) return undefined;
  const enough = new AbortController();
  const late = clock.sleep(TRIAGE_SECONDS, enough.signal).then(() => undefined, () => undefined);
  return Promise.race([triage().catch(() => undefined), late]).finally(() => enough.abort());
}

const stamp = (at: Date): string => `${at.toISOString().slice(11, 19)}Z`;

/** A place that breaks or takes too long has seen nothing, and says so. */
async function within({ name, look }: Vantage, limitSeconds: number, clock: World["clock"]): Promise<readonly Observation[]> {
  const enough = new AbortController();
  const silent = (value: string): readonly Observation[] => [{ probe: SERVICE_PROBE, target: name, from: name, state: "unknown", value, at: clock.now().toISOString(), seconds: 0 }];
  const late = clock.sleep(limitSeconds, enough.signal).then(() => silent(`no answer within ${limitSeconds} s`), () => silent("the watch is stopping"));
  try {
    return await Promise.race([look(), late]);
  } catch (error) {
    return silent(`the look itself failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    enough.abort();
  }
}

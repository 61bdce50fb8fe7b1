import { comingBack } from "../../core/declaration/coming-back.ts";
import type { Sheet } from "../../core/declaration/sheet.ts";
import type { Mode } from "../../core/graceful/mode.ts";
import { meaningOf, proposeMode, type SourceSight } from "../../core/graceful/propose.ts";
import { standbyOf } from "../../core/declaration/standby.ts";
import type { World } from "../../world.ts";
import type { Weighed } from "../evidence/weigh.ts";
import type { Plan } from "../make-plan.ts";
import type { Project } from "../project.ts";
import { openEyes } from "../ready/eyes.ts";
import { look } from "../ready/look.ts";
import { loss } from "../ready/loss.ts";
import { recoveryTime } from "../ready/recovery-time.ts";
import { roadBack } from "./road-back.ts";

const ROAD_LIMIT_SECONDS = 30;

type About = { readonly plans: Readonly<Record<Mode, Plan>>; /** The mode that a person asks for, whatever speaks for it. */ readonly wanted: Mode | undefined; readonly sight: SourceSight; readonly weighed: Weighed };

/** Everything the person who signs must see, as far as it can be told within half a minute. */
export async function makeSheet(project: Project, world: World, { plans, wanted, sight, weighed }: About): Promise<Sheet> {
  const { service, storage, google, declaration } = project.written;
  const { evaluation, panels, told } = weighed;
  const proposal = proposeMode(sight);
  const mode = wanted ?? proposal.mode;
  const plan = plans[mode];
  const ports = await world.hostPorts({ endpoint: storage.endpoint, project: google.project });
  const eyes = openEyes({ project, world, ports, now: new Date(weighed.now) });
  const enough = new AbortController();
  const late = world.clock.sleep(ROAD_LIMIT_SECONDS, enough.signal).then(() => ({ bytes: undefined, bytesPerHour: undefined, restoredBytesPerSecond: undefined }));
  late.catch(() => undefined);
  const [findings, road] = await Promise.all([look([loss, recoveryTime], eyes, world.clock), Promise.race([roadBack(eyes), late])]);
  enough.abort();
  return {
    service,
    evaluation,
    panels,
    mode: { mode, wanted: wanted ?? null, proposed: proposal.mode, because: proposal.because, otherwise: proposal.otherwise, means: meaningOf(mode, sight), lastExportSeconds: sight.lastSeconds, digests: { graceful: plans.graceful.digest, ungraceful: plans.ungraceful.digest } },
    rules: declaration === undefined ? "not set" : "set",
    findings,
    comingBack: comingBack(road),
    standby: standbyOf(told),
    plan: { digest: plan.digest, steps: plan.steps.map(({ id }) => id) },
    secondPerson: declaration?.secondPerson ?? false,
  };
}

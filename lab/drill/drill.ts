import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { labDown } from "../down.ts";
import { here, type Place } from "../place.ts";
import { ensureTooling } from "../setup/tooling.ts";
import type { SeedSize } from "../shop/seeded.ts";
import { world } from "../site/world.ts";
import { labUp, whileOwning } from "../up.ts";
import { keepTime } from "./act.ts";
import { keepJournal, keepWhatThereIs, writeBrokenOff } from "./broken-off.ts";
import { watchCommandLines, type CommandLines } from "../leaks/command-lines.ts";
import { lookForSecrets, type Looked } from "../leaks/look-for-secrets.ts";
import { findings, propagationSeconds, type Observed } from "./findings.ts";
import { takeDownOnInterrupt } from "../interrupt.ts";
import { objections } from "./judge.ts";
import { rehearse, type Script } from "./rehearse.ts";
import type { DrillReport } from "./report.ts";
import { setStage } from "./set-stage.ts";
import type { Stage } from "./stage.ts";
import { timelineOf } from "./timeline-of.ts";
import { writeReport } from "./write-report.ts";

/** How a drill is run; `keep` leaves the lab up when the rehearsal breaks off, to look around in it. */
export type DrillOptions = { readonly say: (line: string) => void; readonly keep?: boolean; /** How much the shop has sold before. */ readonly history?: SeedSize };

export type Drilled = {
  readonly report: DrillReport;
  readonly directory: string;
  /** How the same drill is judged by the second look, where the script spoils the mirror after the first. */
  readonly spoilt?: Pick<DrillReport, "because" | "rpo">;
};

/** One drill from nothing to nothing: the lab goes up, the rehearsal runs, the lab goes down, and the report is written, also of one that breaks off. */
export async function drill(script: Script, options: DrillOptions): Promise<Drilled> {
  const place = here();
  // What is downloaded and built once is no part of any drill's time.
  await ensureTooling(options.say);
  return whileOwning(place, () => drillAlone(place, script, options));
}

async function drillAlone(place: Place, script: Script, { say, keep = false, history }: DrillOptions): Promise<Drilled> {
  const startedAt = new Date();
  const id = drillId(startedAt, place.lab);
  const directory = join(place.clone, "drills", id);
  await mkdir(directory, { recursive: true });
  const { act, say: tell } = keepTime(say);
  let down: Promise<readonly string[]> | undefined;
  const takeDown = () => (down ??= labDown());
  let stage: Stage | undefined;
  let watching: CommandLines | undefined;
  let brokenOff: Promise<readonly string[]> | undefined;
  const breakOff = (reason: string): Promise<readonly string[]> =>
    (brokenOff ??= (async () => {
      const kept = await keepWhatThereIs(place, directory, stage);
      const leftBehind = keep ? [] : await takeDown();
      await writeBrokenOff(directory, { id, startedAt, reason, kept, leftBehind });
      return leftBehind;
    })());
  const interruption = takeDownOnInterrupt(async () => [...(await breakOff("interrupted")), ...(await takeDown())], say);
  try {
    const lab = await act("the lab goes up", 8, () => labUp({ say: tell, fresh: true }));
    stage = await setStage(lab, { directory, light: script.light ?? false, ...(history === undefined ? {} : { history }), act, say: tell });
    watching = watchCommandLines(place);
    const { observed, spoilt } = await rehearse(stage, script);
    await keepJournal(place, directory, observed.run.run);
    const rehearsed = stage;
    const watched = watching.stop();
    const { looked, needles } = await act("everything is searched for secrets", 5, () => lookForSecrets(place, rehearsed, watched));
    const leftBehind = await act("the lab goes down", 4, takeDown);
    const report = await writeReport(directory, (secrets) => assemble({ id, startedAt, observed, leftBehind, secrets }), { looked, needles });
    return { report, directory, ...(spoilt === undefined ? {} : { spoilt: judged(spoilt, report) }) };
  } catch (error) {
    await interruption.letEnd();
    for (const line of await breakOff(error instanceof Error ? error.message : String(error))) say(`left behind: ${line}`);
    if (keep) say("the lab stays up: 'npm run lab -- shell' to look around, 'npm run lab -- down' to end it");
    say(`failed: ${relative(process.cwd(), directory)}/report.md`);
    throw error;
  } finally {
    watching?.stop();
    interruption.stopListening();
  }
}

/** Two drills of one clone begin in the same second only in two labs. */
const drillId = (at: Date, lab: string): string => `d${at.toISOString().replaceAll(/[-:]/g, "").slice(0, 15).replace("T", "-")}${lab === "" ? "" : `-${lab}`}`;

/** The second look at a drill; of secrets and of what is left there was one. */
function judged(observed: Observed, { leftBehind, secrets }: DrillReport): Pick<DrillReport, "because" | "rpo"> {
  const found = { ...findings(observed), leftBehind, secrets };
  return { because: objections(found), rpo: found.rpo };
}

type Parts = { readonly id: string; readonly startedAt: Date; readonly observed: Observed; readonly leftBehind: readonly string[]; readonly secrets: Looked };

function assemble({ id, startedAt, observed, leftBehind, secrets }: Parts): DrillReport {
  const found = { ...findings(observed), leftBehind: [...leftBehind], secrets };
  const because = objections(found);
  const unproxied = world.names.find((n) => !n.proxied)?.name ?? "";
  const cutOver = observed.run.phases.find((p) => p.id === "cut-over-dns");
  return {
    schema: "failover-kit/drill-report/1",
    drill: id,
    verdict: because.length === 0 ? "passed" : "failed",
    because,
    run: observed.run.run,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    ...found,
    unproxiedName: { name: unproxied, seconds: cutOver ? propagationSeconds(observed.seen, cutOver.startedAt, unproxied, observed.mirrorAddress) : null },
    timeline: timelineOf(observed, found.rpo.backup.snapshotAt),
  };
}

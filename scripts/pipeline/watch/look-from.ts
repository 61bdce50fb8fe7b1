import { SERVICE_PROBE } from "../../core/declaration/locations.ts";
import type { Observation } from "../../core/observation.ts";
import { AWS_PROBE } from "../../core/watch/aws-verdict.ts";
import { asSeen, judgeAws, judgeService, type Answered, type Judged } from "../../core/watch/judge.ts";
import type { Look } from "../../core/watch/signed-request.ts";
import type { Clock, Http } from "../../ports.ts";

/** Looks once at everything from this machine, side by side; each question has its time limit. */
export async function lookFrom({ from, targets, aws, references, timeoutSeconds }: Look, http: Http, clock: Pick<Clock, "now" | "elapsed">): Promise<readonly Observation[]> {
  const ask = async (probe: string, target: string, judge: (answer: Answered) => Judged): Promise<Observation> => {
    const began = clock.elapsed();
    const judged = judge(await http.get(target, { timeoutSeconds }));
    return { probe, target, from, ...judged, at: clock.now().toISOString(), seconds: Math.max(0, Math.round((clock.elapsed() - began) * 1000) / 1000) };
  };
  const [observed, answers] = await Promise.all([
    Promise.all([...targets.map((target) => ask(SERVICE_PROBE, target, judgeService)), ...aws.map((target) => ask(AWS_PROBE, target, judgeAws))]),
    Promise.all(references.map((reference) => http.get(reference, { timeoutSeconds }))),
  ]);
  return asSeen(observed, answers);
}

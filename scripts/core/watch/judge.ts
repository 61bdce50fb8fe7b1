import type { Observation, ObservedState } from "../observation.ts";

/** What a question over HTTP came to. */
export type Answered = { readonly status: number; readonly body: string } | { readonly failed: string };

export type Judged = { readonly state: ObservedState; readonly value: string };

/** Whether customers can use the service there: only a good answer is "up". */
export function judgeService(answer: Answered): Judged {
  if ("failed" in answer) return { state: "down", value: answer.failed };
  if (answer.status >= 200 && answer.status < 300) return { state: "up", value: `answered ${answer.status}` };
  return { state: "down", value: `answered ${answer.status}` };
}

/** Whether AWS itself is at work: any answer but an error of its own is a sign of life. */
export function judgeAws(answer: Answered): Judged {
  if ("failed" in answer) return { state: "down", value: answer.failed };
  return answer.status < 500 ? { state: "up", value: `answered ${answer.status}` } : { state: "down", value: `answered ${answer.status}` };
}

/** A place that reaches neither AWS nor anything else cannot see: what it took for "down" is unknown. */
export function asSeen(observations: readonly Observation[], references: readonly Answered[]): readonly Observation[] {
  const isBlind = references.length > 0 && references.every((answer) => "failed" in answer);
  if (!isBlind) return observations;
  return observations.map((one) => (one.state === "down" ? { ...one, state: "unknown", value: `cannot see: no reference answers either (${one.value})` } : one));
}

import type { Ping } from "./health.ts";

/** Whether the search at this address answers: a cluster that is not red does. */
export const searchAt = (url: string): Ping => async () => {
  const answer = await fetch(`${url}/_cluster/health`, { signal: AbortSignal.timeout(1000) });
  const { status } = (await answer.json()) as { status?: string };
  if (!answer.ok || status === "red") throw new Error(`the search answered ${answer.status}, ${status ?? "without a status"}`);
};

import { FailoverError } from "../core/errors.ts";
import type { Health } from "../core/health.ts";
import type { Ports } from "../ports.ts";
import { askMirror, unfit } from "./ask-service.ts";
import type { Context } from "./step.ts";
import { until } from "./until.ts";

const EVERY_SECONDS = 0.5;

/** Asks the mirror until it is healthy and in this mode; returns the address it was asked at. */
export async function waitUntilFit(
  { http, clock, operator }: Pick<Ports, "http" | "clock" | "operator">,
  context: Context,
  { step, mode, limitSeconds }: { readonly step: string; readonly mode: Health["mode"]; readonly limitSeconds: number },
): Promise<string> {
  let last = { url: "", problem: "it was not asked" };
  const { seen, waitedSeconds } = await until(clock, { everySeconds: EVERY_SECONDS, limitSeconds }, async () => {
    const asked = await askMirror(http, context);
    const problem = unfit(asked, mode);
    if (problem === undefined) return asked.url;
    last = { url: asked.url, problem };
    operator.progress(step, problem);
    return undefined;
  });
  if (seen !== undefined) return seen;
  throw new FailoverError("SERVICE_UNFIT", { ...last, waitedSeconds: Math.round(waitedSeconds) });
}

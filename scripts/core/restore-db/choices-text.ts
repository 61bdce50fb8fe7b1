import { ageText } from "../ready/ages.ts";
import type { Choice, Choices } from "./choices.ts";

/** One choice with what is typed to take it. */
export type OfferedChoice = Choice & { readonly digest: string };

/** The choices on a page, least loss first, each with the line that takes it. */
export function choicesText(instance: string, status: string, { underWay, passedOver }: Choices, offered: readonly OfferedChoice[], measured: boolean): string {
  const waiting =
    underWay === undefined
      ? []
      : [`AWS is moving ${instance} to its standby by itself, since ${ageText(underWay.sinceSeconds)} ago (${underWay.since}).`, "  Wait: it loses nothing and takes one or two minutes. Look again in a minute.", ""];
  const basis = measured ? "as earlier runs here took" : "a rule of thumb; no earlier run has measured it";
  return [
    ...waiting,
    `The database ${instance} is ${status}. To replace it, least loss first (times: ${basis}):`,
    "",
    ...offered.flatMap(({ title, lossSeconds, predictedSeconds, digest }, index) => [
      `${index + 1}. ${title}`,
      `     loses at most ${ageText(lossSeconds)} of writes, serves again in about ${ageText(predictedSeconds)}`,
      `     failover restore-db --choose ${index + 1} --approve ${digest} --because "…"`,
    ]),
    ...(offered.length === 0 ? ["Nothing here can be restored by AWS."] : []),
    ...(passedOver.length === 0 ? [] : ["", "Passed over:", ...passedOver.map((line) => `  - ${line}`)]),
    "",
    "If none of these will do, the exports outside AWS are the last resort: 'failover plan'.",
    "Another point: --at <time> or --snapshot <id>. The broken database is fenced and kept, whatever you choose.",
  ].join("\n");
}

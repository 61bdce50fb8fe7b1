import { inQuotes } from "../commands/quote.ts";
import { ageText } from "../ready/ages.ts";
import type { Choice, Choices } from "./choices.ts";
import { likenessInWords, type WasLike } from "./deleted.ts";
import { typedCommand } from "../typed-command.ts";
import { COLUMNS, ITEM_BY, onPage } from "../wrapped.ts";
import { outsideText, type Outside } from "./outside.ts";

/** One choice with what is typed to take it. */
export type OfferedChoice = Choice & { readonly digest: string };

type About = { readonly instance: string; readonly status: string; /** AWS knows it no more. */ readonly like: WasLike | undefined; /** What the person told of it, as typed. */ readonly facts: readonly string[]; readonly outside: Outside };

/** Within 80 columns: prose as on any page, lines that are typed broken as a shell reads them. */
const linesOf = (line: string): readonly string[] => (line.trim().startsWith("failover ") ? typedCommand(line.trim(), ITEM_BY, COLUMNS) : [onPage(line)]);

/** The choices on a page, least loss first, each with the line that takes it. */
export function choicesText({ instance, status, like, facts, outside }: About, { underWay, passedOver }: Choices, offered: readonly OfferedChoice[], measured: boolean): string {
  const waiting =
    underWay === undefined
      ? []
      : [`AWS is moving ${instance} to its standby by itself, since ${ageText(underWay.sinceSeconds)} ago (${underWay.since}).`, "  Wait: it loses nothing and takes one or two minutes. Look again in a minute.", ""];
  const again = facts.map((fact) => ` --fact ${inQuotes(fact)}`).join("");
  const basis = measured ? "as earlier runs here took" : "a rule of thumb; no earlier run has measured it";
  return [
    ...waiting,
    like === undefined ? `The database ${instance} is ${status}. To replace it, least loss first (times: ${basis}):` : `AWS knows no database ${instance} any more: it is deleted. What AWS kept of it, least loss first (times: ${basis}):`,
    "",
    ...offered.flatMap(({ title, lossSeconds, predictedSeconds, digest }, index) => [
      `${index + 1}. ${title}`,
      `     loses at most ${ageText(lossSeconds)} of writes, serves again in about ${ageText(predictedSeconds)}`,
      `     failover restore-db --choose ${index + 1} --approve ${digest}${again} --because "…"`,
    ]),
    ...(offered.length === 0 ? ["AWS can restore nothing here."] : []),
    ...(passedOver.length === 0 ? [] : ["", "Passed over:", ...passedOver.map((line) => `  - ${line}`)]),
    "",
    ...outsideText(outside, offered),
    "",
    ...(offered.length === 0 ? [] : [`Another point: --at <time> or --snapshot <id>. ${like === undefined ? "The broken database is fenced and kept, whatever you choose." : "Nobody can go back to a deleted one."}`]),
    ...(like === undefined || offered.length === 0 ? [] : ["", "The new one will be, as others tell of the old one (--fact name=value for any other):", ...likenessInWords(like)]),
  ].flatMap(linesOf).join("\n");
}

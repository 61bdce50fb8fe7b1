import { confidenceMeans, type Confidence } from "./confidence.ts";
import { probeNames } from "./probe-names.ts";
import { rules } from "./rules.ts";
import { verdictWords } from "./text.ts";

const kinds = { self: "the place itself", own: "the service and what it stands on", world: "the world", hint: "a hint: never decides" } as const;

/** The table of rules, what confidence means and what is looked at, as docs/triage.md has them. */
export const rulesDoc = (): string =>
  [
    "| | verdict | holds when |",
    "|---|---|---|",
    ...rules.map(({ verdict, says, id }, at) => `| ${at + 1} | ${id === "cannot-see" ? "unknown: I cannot see" : verdictWords[verdict]} (\`${id === verdict ? verdict : `${verdict}\`, rule \`${id}`}\`) | ${says} |`),
    "",
    "Rules further down that hold as well are named beside the verdict. How sure it is:",
    "",
    ...(["high", "medium", "low"] satisfies Confidence[]).map((word) => `- **${word}**: ${confidenceMeans[word]}.`),
    "",
    "What is looked at:",
    "",
    "| probe | what | of |",
    "|---|---|---|",
    ...probeNames.map(({ id, title, kind }) => `| \`${id}\` | ${title} | ${kinds[kind]} |`),
  ].join("\n");

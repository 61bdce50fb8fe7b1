import { fitted, indented, padded } from "../one-line.ts";
import type { Evidence, Triage, Weight } from "../triage.ts";
import { confidenceMeans } from "./confidence.ts";
import { glyphs, matrixOf } from "./matrix.ts";
import { probeNamed } from "./probe-names.ts";
import type { Verdict } from "./rule.ts";

/** The verdicts as a person says them. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  code: "a bug in the code",
  database: "the database",
  cache: "the cache",
  search: "the search",
  storage: "the object storage",
  "aws-control-plane": "AWS's control plane: what runs still runs, nothing can be changed",
  "aws-data-plane": "AWS's data plane: what runs does not serve",
  "cloudflare-edge": "Cloudflare's edge",
  "cloudflare-api": "Cloudflare's API only",
  dns: "DNS",
  backbone: "the way there: the internet's backbone",
  monitoring: "the monitoring itself",
  "nothing-wrong": "nothing wrong is seen",
  unknown: "unknown",
};

/** The verdict, as one line. */
export const verdictLine = ({ verdict, rule, confidence }: Pick<Triage, "verdict" | "rule" | "confidence">): string =>
  rule === "cannot-see" ? "I cannot see: this machine's own network is down, or nothing proves that it works" : `${verdictWords[verdict]} (${confidence} confidence)`;

const CELL = 12;
const TITLE = 52;

/** All of it for a person: the verdict and what to do first, what speaks for and against, and the table of what was seen from where. */
export function triageText(found: Triage, columns: number): string {
  const part = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ["", title, ...lines]);
  const told = (weight: Weight) => found.evidence.filter(({ speaks }) => speaks === weight).flatMap((one) => evidenceLine(one, columns));
  return [
    `${found.service}, ${found.at.slice(0, 19).replace("T", " ")} UTC`,
    "",
    ...indented(`verdict: ${verdictLine(found)}`, 0, columns),
    ...indented(`because ${found.because}`, 2, columns),
    ...(found.also.length === 0 ? [] : indented(`besides: ${found.also.map((one) => verdictWords[one]).join("; ")}`, 2, columns)),
    ...indented(`${found.confidence} confidence: ${confidenceMeans[found.confidence]}`, 2, columns),
    "",
    ...indented(`what to do: ${found.branch}`, 0, columns),
    `next: ${found.next}`,
    ...part("contradictions", found.conflicts.flatMap((one) => indented(one, 2, columns))),
    ...part("for it", told("for")),
    ...part("against it", told("against")),
    ...part("what would make it surer", found.settle.flatMap((one) => indented(one, 2, columns))),
    ...part("what was seen, from where", table(found, columns)),
  ].join("\n");
}

const evidenceLine = ({ probe, target, from, state, value }: Evidence, columns: number): readonly string[] =>
  indented(`${glyphs[state]} ${state}: ${probeNamed(probe)?.title ?? probe}, ${target}, from ${from}: ${value}`, 2, columns);

function table({ evidence }: Triage, columns: number): readonly string[] {
  const { places, rows } = matrixOf(evidence);
  const letters = places.map((_, at) => String.fromCharCode(97 + (at % 26)));
  const title = Math.max(20, Math.min(TITLE, columns - 4 - CELL * places.length));
  return [
    ...places.map((place, at) => `  ${letters[at] ?? ""} = ${place}`),
    `  ${" ".repeat(title)}${letters.map((letter) => padded(letter, CELL)).join("")}`.trimEnd(),
    ...rows.map((row) => `  ${padded(fitted(row.title, title - 1), title)}${row.cells.map((cell) => padded(cell === undefined ? "" : `${glyphs[cell.state]} ${cell.state}`, CELL)).join("")}`.trimEnd()),
  ];
}

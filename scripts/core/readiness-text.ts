import { indented } from "./one-line.ts";
import type { Finding, Light, Readiness } from "./readiness.ts";

const LIGHT_WIDTH = 9;
const word: Readonly<Record<Light, string>> = { red: "red", unknown: "unknown", amber: "amber", green: "green" };

/** The table a person reads: the worst first, a blank line between lights, each line with what to do about it. Only commands to copy may be wider than `columns`. */
export function readinessText({ service, at, isReady, findings }: Readiness, columns: number): string {
  const nameWidth = Math.max(0, ...findings.map(({ check }) => check.length)) + 2;
  const count = (light: Light): number => findings.filter((finding) => finding.light === light).length;
  const sum = (["red", "unknown", "amber", "green"] as const).flatMap((light) => (count(light) === 0 ? [] : [`${count(light)} ${word[light]}`])).join(", ");
  return [
    ...indented(`If ${service} failed over now, ${at.slice(0, 16).replace("T", " ")} UTC`, 0, columns),
    "",
    ...findings.flatMap((finding, at) => [...(at > 0 && findings[at - 1]?.light !== finding.light ? [""] : []), ...rows(finding, nameWidth, columns)]),
    "",
    `${isReady ? "ready" : "not ready"}: ${sum === "" ? "nothing was looked at" : sum}`,
  ].join("\n");
}

function rows({ check, light, says, next }: Finding, nameWidth: number, columns: number): readonly string[] {
  const left = LIGHT_WIDTH + nameWidth;
  const [first = "", ...others] = indented(says, left, columns);
  return [
    `${word[light].padEnd(LIGHT_WIDTH)}${check.padEnd(nameWidth)}${first.trimStart()}`,
    ...others,
    ...(next === null ? [] : indented(`next: ${next}`, left, columns)),
  ];
}

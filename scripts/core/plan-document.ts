import { createHash } from "node:crypto";
import { words, type Command } from "./commands/command.ts";
import { COLUMNS, onPage } from "./wrapped.ts";

export type PlannedStep = {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly approval?: string;
  readonly commands: readonly Command[];
};

/** A file or a whole folder the plan rests on, and the SHA-256 of what is in it. */
export type Covered = { readonly name: string; readonly sha256: string };

export type PlanFacts = {
  readonly service: string;
  readonly pipeline: string;
  /** What was chosen, or how it will be; which export that turns out to be is not part of the plan. */
  readonly choice: readonly string[];
  readonly covers: readonly Covered[];
  readonly steps: readonly PlannedStep[];
};

export type PlanDocument = { readonly text: string; readonly digest: string };

/** What a run would do, for a person to approve. The digest is what they approve; it moves with every word of the rest. */
export function planDocument(facts: PlanFacts): PlanDocument {
  // How wide a page is changes no digest.
  const whole = [facts.service, facts.pipeline, ...bodyOf(facts, (line) => line), ...facts.covers.map(({ sha256 }) => sha256)].join("\n");
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, 12);
  return { text: [`Plan ${digest}: ${facts.pipeline} of ${facts.service}`, "", ...bodyOf(facts, onPage)].join("\n"), digest };
}

type Line = (line: string) => string;

const bodyOf = (facts: PlanFacts, shown: Line): readonly string[] => [
  ...facts.choice.map(shown),
  "",
  "Rests on:",
  ...facts.covers.map(({ name, sha256 }) => `  ${sha256.slice(0, 16)}  ${name}`),
  "",
  "Steps, side by side as far as their needs allow:",
  ...facts.steps.flatMap((step, index) => stepLines(step, index + 1, shown)),
  "",
  ...environmentLines(facts.steps.flatMap(({ commands }) => commands)),
];

function stepLines({ id, title, needs, approval, commands }: PlannedStep, number: number, shown: Line): readonly string[] {
  return [
    shown(`${String(number).padStart(3)}. ${id}: ${title}`),
    ...(needs.length === 0 ? [] : [shown(`     after ${needs.join(", ")}`)]),
    ...(approval === undefined ? [] : [shown(`     asks a person, unless '${approval}' is approved beforehand`)]),
    ...commands.flatMap((command) => typed(words({ ...command, env: {} }))),
  ];
}

/** What the commands find in their environment, once for each program: it is long and always the same. */
function environmentLines(commands: readonly Command[]): readonly string[] {
  const programs = [...new Set(commands.filter(({ env }) => env !== undefined).map(({ file }) => file))];
  return programs.flatMap((program) => {
    const assignments = commands.filter(({ file }) => file === program).flatMap((command) => words({ ...command, args: [], file: "" }).slice(0, -1));
    return [`In the environment of ${program}:`, ...[...new Set(assignments)].map((assignment) => `  ${assignment}`)];
  });
}

/** An option and its value stay on one line. */
const withTheirValues = (command: readonly string[]): readonly string[] =>
  command.reduce<readonly string[]>((units, word) => {
    const before = units.at(-1) ?? "";
    const isValue = /^--?[A-Za-z][\w-]*$/.test(before) && !word.startsWith("-");
    return isValue ? [...units.slice(0, -1), `${before} ${word}`] : [...units, word];
  }, []);

/** A command on as many lines as it needs, which a shell reads as one. */
function typed(command: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = "     $";
  for (const word of withTheirValues(command)) {
    if (`${line} ${word} \\`.length > COLUMNS && line.trim() !== "$") {
      lines.push(`${line} \\`);
      line = "        ";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

import { createHash } from "node:crypto";
import { show, type Command } from "./commands/command.ts";

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
  /** How the recovery point is chosen; which export that turns out to be is not part of the plan. */
  readonly recoveryPoint: string;
  readonly covers: readonly Covered[];
  readonly steps: readonly PlannedStep[];
};

export type PlanDocument = { readonly text: string; readonly digest: string };

/** What a run would do, for a person to approve. The digest is what they approve; it moves with every word of the rest. */
export function planDocument(facts: PlanFacts): PlanDocument {
  const body = [
    `Recovery point: ${facts.recoveryPoint}; chosen during the run and recorded.`,
    "",
    "Rests on:",
    ...facts.covers.map(({ name, sha256 }) => `  ${sha256.slice(0, 16)}  ${name}`),
    "",
    "Steps, side by side as far as their needs allow:",
    ...facts.steps.flatMap((step, index) => stepLines(step, index + 1)),
  ];
  const whole = [facts.service, facts.pipeline, ...body, ...facts.covers.map(({ sha256 }) => sha256)].join("\n");
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, 12);
  return { text: [`Plan ${digest}: ${facts.pipeline} of ${facts.service}`, "", ...body].join("\n"), digest };
}

function stepLines({ id, title, needs, approval, commands }: PlannedStep, number: number): readonly string[] {
  return [
    `${String(number).padStart(3)}. ${id}: ${title}`,
    ...(needs.length === 0 ? [] : [`     after ${needs.join(", ")}`]),
    ...(approval === undefined ? [] : [`     asks a person, unless '${approval}' is approved beforehand`]),
    ...commands.map((command) => `     $ ${show(command)}`),
  ];
}

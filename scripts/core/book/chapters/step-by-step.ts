import type { Block } from "../blocks.ts";
import { boxes, heading, note, typed, words } from "../blocks.ts";
import type { ByHand, Place } from "../by-hand/by-hand.ts";
import { byHand } from "../by-hand/table.ts";
import type { BookFacts, BookStep } from "../facts.ts";

/** A person's way through one kind of run: an overview with times, then each step with a box to tick. */
export function stepByStep(steps: readonly BookStep[], { place, measured }: Pick<BookFacts, "place" | "measured">): readonly Block[] {
  const numbered = inOrder(steps).map((step, index) => ({ step, number: index + 1, manual: instructionsFor(step.id, place) }));
  const numberOf = new Map(numbered.map(({ step, number }) => [step.id, number]));
  return [
    {
      kind: "table",
      head: ["", "step", "after", "by hand", "by the kit"],
      shares: [1, 9, 2, 2, 2],
      rows: numbered.map(({ step, number, manual }) => [String(number), step.title, step.needs.map((need) => numberOf.get(need) ?? need).join(", ") || "at once", duration(manual.minutes), kitTime(measured.get(step.id))]),
    },
    words("Steps that do not wait for one another can be done by two people at the same time. The words in `step-like-this` are the step's name in `failover status`."),
    ...numbered.flatMap(({ step, number, manual }) => oneStep(step, number, manual)),
  ];
}

/** How a step is done by hand; a step that nobody has described says so rather than being left out. */
export function instructionsFor(id: string, place: Place): ByHand {
  const instructions = byHand[id];
  if (instructions !== undefined) return instructions(place);
  return { does: [{ say: `Nobody has written down how \`${id}\` is done by hand. The kit's plan shows what it types: \`failover plan\`.` }], good: "Not written down.", minutes: 0 };
}

function oneStep(step: BookStep, number: number, manual: ByHand): readonly Block[] {
  return [
    heading(`${number}. ${step.title} (\`${step.id}\`)`),
    ...(step.approval === undefined ? [] : [note("A person who may decide must say yes before this step. Name and time: ______________________________")]),
    ...manual.does.map((instruction) => ("say" in instruction ? words(instruction.say) : typed(`On ${instruction.at}:`, ...instruction.type))),
    words(`**Good:** ${manual.good}`),
    ...(manual.otherwise === undefined ? [] : [words(`**Otherwise:** ${manual.otherwise}`)]),
    boxes(`${number} is done. Time: __________  by: ______________________  (expected: ${duration(manual.minutes)})`),
  ];
}

/** Each step after those it needs; otherwise as the run lists them. */
export function inOrder(steps: readonly BookStep[]): readonly BookStep[] {
  const ordered: BookStep[] = [];
  let left = steps;
  while (left.length > 0) {
    const next = left.find(({ needs }) => needs.every((need) => !left.some(({ id }) => id === need))) ?? left[0];
    if (next === undefined) break;
    ordered.push(next);
    left = left.filter((step) => step !== next);
  }
  return ordered;
}

const duration = (minutes: number): string => (minutes === 0 ? "-" : minutes >= 60 ? `${Math.round((minutes / 60) * 10) / 10} h` : `${minutes} min`);
const kitTime = (seconds: number | undefined): string => (seconds === undefined ? "-" : seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`);

import { z } from "zod";
import type { Json } from "../journal.ts";

/** The step that a person may have a graceful run go on without. */
export const FINAL_EXPORT = "final-export";

/** The name of that decision in the journal. */
export const WITHOUT_FINAL_EXPORT = `without:${FINAL_EXPORT}`;

const shape = z.object({ who: z.string(), because: z.string() });

/** Who chose to go on without it and why; undefined where nobody did. */
export const withoutIn = (decided: Json | undefined): z.infer<typeof shape> | undefined => shape.safeParse(decided).data;

const named = z.object({ id: z.string() });

/** What is told of a last export that was made, when a person went on without it all the same; undefined where it is the backup that was chosen, or none was made. */
export function notRestored(made: Json, chosen: Json | undefined, { who, because }: z.infer<typeof shape>): string | undefined {
  const [own, other] = [named.safeParse(made).data, named.safeParse(chosen).data];
  if (own === undefined || own.id === other?.id) return undefined;
  return `final export ${own.id} is not restored${other === undefined ? "" : `, but ${other.id}`}: ${who} chose to go on without it: ${because}`;
}

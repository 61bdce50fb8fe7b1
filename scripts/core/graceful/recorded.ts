import { z } from "zod";
import type { Json } from "../journal.ts";
import { modes, type Mode } from "./mode.ts";
import type { Proposal } from "./propose.ts";

const shape = z.object({ mode: z.enum(modes), modeSeen: z.object({ proposed: z.enum(modes), because: z.array(z.string()) }).optional() });

/** What the journal keeps of the mode that was declared, and of what spoke for which. */
export const recordMode = (mode: Mode, { mode: proposed, because }: Proposal): { readonly mode: Mode; readonly modeSeen: Json } => ({ mode, modeSeen: { proposed, because: [...because] } });

/** The mode that was declared; null where that was not asked. */
export const declaredMode = (what: Json | undefined): Mode | null => shape.safeParse(what).data?.mode ?? null;

/** What a report says of a declaration's mode. */
export function modeLines(what: Json): readonly string[] {
  const { data } = shape.safeParse(what);
  if (data === undefined) return [];
  const { mode, modeSeen } = data;
  if (modeSeen === undefined) return [`mode ${mode}`];
  const seen = modeSeen.because.join("; ");
  return [mode === modeSeen.proposed ? `mode ${mode}: ${seen}` : `mode ${mode}, by a person's choice; what was seen spoke for ${modeSeen.proposed}: ${seen}`];
}

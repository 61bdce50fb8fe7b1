import { z } from "zod";
import { faultNames } from "../network/switches.ts";

const schema = z.array(z.object({ name: z.enum(["aws-dark", "database-gone", ...faultNames]), since: z.string() }));

/** One thing that is broken, and since when. */
export type Trouble = z.infer<typeof schema>[number];

/** What the daemon told last; nothing before the first switch. */
export function readTroubles(read: () => string): readonly Trouble[] {
  try {
    return schema.parse(JSON.parse(read()));
  } catch {
    return [];
  }
}

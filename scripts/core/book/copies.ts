import { z } from "zod";

/** The file, beside failover.yaml, that says who has the book. It is committed: it names people by their ids only. */
export const COPIES_FILE = "plan-copies.json";

const copy = z.strictObject({
  person: z.string().min(1),
  place: z.string().min(1),
  /** The digest at the foot of each of its pages. */
  version: z.string().min(1),
  handedAt: z.iso.datetime(),
  acknowledgedAt: z.iso.datetime().optional(),
});
export const copiesSchema = z.strictObject({ schema: z.literal("failover-kit/plan-copies/1"), copies: z.array(copy) });

export type Copy = z.infer<typeof copy>;

const isSame = (a: Pick<Copy, "person" | "place">, b: Pick<Copy, "person" | "place">): boolean => a.person === b.person && a.place === b.place;

/** The list after somebody was given a copy: it takes the place of the one they had there. */
export const handed = (copies: readonly Copy[], given: Omit<Copy, "acknowledgedAt">): readonly Copy[] => [...copies.filter((copy) => !isSame(copy, given)), given];

/** The list after a person said that they have what they were given, everywhere; undefined when they were given nothing. */
export function acknowledged(copies: readonly Copy[], person: string, at: string): readonly Copy[] | undefined {
  if (!copies.some((copy) => copy.person === person)) return undefined;
  return copies.map((copy) => (copy.person === person && copy.acknowledgedAt === undefined ? { ...copy, acknowledgedAt: at } : copy));
}

/** How a copy stands against the newest version. */
export const standing = (copy: Copy, newest: string): "out of date" | "not acknowledged" | "current" => (copy.version !== newest ? "out of date" : copy.acknowledgedAt === undefined ? "not acknowledged" : "current");

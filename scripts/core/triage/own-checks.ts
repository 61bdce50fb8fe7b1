import { z } from "zod";

/** One of an account's checks, as Pingdom lists it; `tags` are told only to who asks for them. https://docs.pingdom.com/api/#tag/Checks */
export const pingdomCheck = z.object({ id: z.number(), name: z.string(), hostname: z.string().default(""), status: z.string(), tags: z.array(z.object({ name: z.string() })).default([]) });
export type PingdomCheck = z.infer<typeof pingdomCheck>;

/** Which checks are the service's: those that the settings name by id or tag, or else those of its names. */
export type OwnChecks = { readonly names: readonly string[]; readonly ids: readonly number[]; readonly tags: readonly string[] };

/** The checks that speak of this service; one account may watch many, and a paused one says nothing. */
export function ownChecks<Check extends PingdomCheck>(checks: readonly Check[], { names, ids, tags }: OwnChecks): readonly Check[] {
  const isChosen = ({ id, tags: its }: PingdomCheck) => ids.includes(id) || its.some(({ name }) => tags.includes(name));
  const isNamed = ({ hostname }: PingdomCheck) => names.some((name) => (name.startsWith("*.") ? hostname.endsWith(name.slice(1)) : hostname === name));
  return checks.filter(({ status }) => status !== "paused").filter(ids.length + tags.length > 0 ? isChosen : isNamed);
}

/** Where the list is asked for. */
export const checksPath = ({ tags }: Pick<OwnChecks, "tags">): string => (tags.length === 0 ? "/checks" : "/checks?include_tags=true");

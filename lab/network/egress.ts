import { z } from "zod";

/** Somebody in the lab tried to reach an address outside it. */
export type EgressAttempt = { readonly source: string; readonly destination: string; readonly protocol: string; readonly port: number };

const concat = z.object({ concat: z.tuple([z.string(), z.string(), z.union([z.string(), z.number()]), z.number()]) });
const element = z.union([concat, z.object({ elem: z.object({ val: concat }) }).transform(({ elem }) => elem.val)]);
const listing = z.object({ nftables: z.array(z.object({ set: z.object({ elem: z.array(element).default([]) }).optional() })) });

/** Reads the answer of `nft -j list set inet lab tried`. */
export const egressAttempts = (json: string): readonly EgressAttempt[] =>
  listing
    .parse(JSON.parse(json))
    .nftables.flatMap(({ set }) => set?.elem ?? [])
    .map(({ concat: [source, destination, protocol, port] }) => ({ source, destination, protocol: String(protocol), port }));

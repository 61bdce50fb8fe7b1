import { chainFinding } from "../../core/ready/chain.ts";
import type { Check } from "./check.ts";

/** Whether the receipts are whole. */
export const chain: Check = {
  id: "chain",
  limitSeconds: 30,
  look: async ({ receipts, archive }) => {
    const [seen, gone] = await Promise.all([receipts(), archive().then((read) => read.gone, () => [])]);
    return [chainFinding(seen, gone)];
  },
};

import { chainFinding } from "../../core/ready/chain.ts";
import { STORE_LIMIT_SECONDS, type Check } from "./check.ts";

/** Whether the receipts are whole. */
export const chain: Check = {
  id: "chain",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async ({ receipts, archive }) => {
    const [seen, gone] = await Promise.all([receipts(), archive().then((read) => read.gone, () => [])]);
    return [chainFinding(seen, gone)];
  },
};

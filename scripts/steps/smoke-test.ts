import type { Step } from "./step.ts";
import { waitUntilFit } from "./wait-until-fit.ts";

const ID = "smoke-test";
/** Google's global load balancers answer for nobody until they are known everywhere, minutes after 'stand-up' has made them. https://cloud.google.com/load-balancing/docs/https/setup-global-ext-https-compute */
const LIMIT_SECONDS = 300;

/** Asks the mirror by its address, before any customer does, and is content only with a healthy, read-only answer. */
export const smokeTest: Step = {
  id: ID,
  title: "Try the mirror by its address",
  needs: ["start-app"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, context) => ({ url: await waitUntilFit(ports, context, { step: ID, mode: "read-only", limitSeconds: LIMIT_SECONDS }), mode: "read-only" }),
};

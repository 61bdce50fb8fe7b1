import { expect, test } from "vitest";
import { readFoundation } from "../../../infra/gcp/foundation.ts";

test("a standby stack that is not up is named, with the way to bring it up", () => {
  expect(() => readFoundation({ network: "n", subnetwork: "s", buckets: { exports: "e" } })).toThrow(
    "the 'standby' stack does not tell address, buckets.journal, buckets.objects, buckets.leases, appServiceAccount, databaseServiceAccount; " +
      "the mirror stands on it. Run 'pulumi up --stack standby' first.",
  );
});

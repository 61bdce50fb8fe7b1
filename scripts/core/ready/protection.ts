import { NO_SECOND_STORE, type Protection } from "../protection.ts";
import type { Finding } from "../readiness.ts";
import { amber, green, red, unknown } from "./finding.ts";

const CHECK = "protection";

/** What became of asking the second store. */
export type SecondStoreSeen =
  | { readonly as: "not set" }
  | { readonly as: "not tried"; readonly because: string }
  | { readonly as: "silent"; readonly bucket: string; readonly because: string }
  | { readonly as: "there"; readonly bucket: string };

/** The newest failover kept here, and what its journal says of the data written since. */
export type LastFailover = { readonly run: string; readonly protection: Protection | null };

/** Whether the mirror's data would have a second home after a failover, and has one after the last. */
export function protectionFindings(store: SecondStoreSeen, last: LastFailover | undefined): readonly Finding[] {
  const bare = last?.protection?.state === "unprotected" ? [red(CHECK, `since failover ${last.run} what customers write lies on the mirror alone: ${last.protection.says}`, `'failover report --run ${last.run}', then an export of the mirror to a store of its own`)] : [];
  return [...bare, ofStore(store)];
}

function ofStore(store: SecondStoreSeen): Finding {
  switch (store.as) {
    case "not set":
      return amber(CHECK, `${NO_SECOND_STORE}: after a failover the mirror would hold the only copy of what is written there`, "name a store outside both clouds under secondStore in failover.yaml");
    case "not tried":
      return unknown(CHECK, store.because, "type the command where the second store's keys are at hand");
    case "silent":
      return amber(CHECK, `the second store, ${store.bucket}, does not answer: ${store.because}; after a failover the mirror would hold the only copy`, "see that the bucket is there and the keys are good");
    case "there":
      return green(CHECK, `the second store, ${store.bucket}, answers: the mirror's first export would go there`);
    default:
      return store satisfies never;
  }
}

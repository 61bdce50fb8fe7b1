import type { ReasonOptions } from "./reasons.ts";

/** What `failover restore-db` can be told. */
export type RestoreDbOptions = ReasonOptions & {
  readonly choose: string | undefined;
  readonly snapshot: string | undefined;
  readonly at: string | undefined;
  readonly approve: string | undefined;
  readonly who: string | undefined;
  readonly revert: string | undefined;
  readonly adopt: string | undefined;
  readonly "accept-structure": boolean;
  readonly json: boolean;
};

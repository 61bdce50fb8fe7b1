import type { ReasonOptions } from "./reasons.ts";

/** What `failover restore-db` can be told. */
export type RestoreDbOptions = ReasonOptions & {
  readonly choose: string | undefined;
  readonly snapshot: string | undefined;
  readonly at: string | undefined;
  /** What a person tells of a deleted instance, each `name=value`. */
  readonly fact: readonly string[];
  readonly approve: string | undefined;
  readonly who: string | undefined;
  readonly revert: string | undefined;
  readonly adopt: string | undefined;
  readonly "accept-structure": boolean;
  readonly json: boolean;
};

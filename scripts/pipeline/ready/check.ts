import type { Finding } from "../../core/readiness.ts";
import type { Reach } from "./reach.ts";
import type { ArchiveRead } from "./read-archive.ts";
import type { ReceiptsRead } from "./read-receipts.ts";
import type { ZoneRead } from "./read-zone.ts";

/** What every check may look at; what several of them want is read once. */
export type Eyes = Reach & {
  readonly archive: () => Promise<ArchiveRead>;
  /** Undefined where the settings name nobody who signs receipts. */
  readonly receipts: () => Promise<ReceiptsRead | undefined>;
  /** Undefined where its token is not at hand. */
  readonly zone: () => Promise<ZoneRead | undefined>;
};

/** For a look at a store: more than a store that says nothing is waited for, so that the row says why. */
export const STORE_LIMIT_SECONDS = 60;

/** One look at one thing. It changes nothing; what it cannot tell it throws, or says. */
export type Check = {
  readonly id: string;
  readonly limitSeconds: number;
  readonly look: (eyes: Eyes) => Promise<readonly Finding[]>;
};

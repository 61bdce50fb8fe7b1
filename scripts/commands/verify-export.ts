import type { Handler } from "./row.ts";
import { verifyLevel3 } from "./verify-level-3.ts";

type Options = { readonly level: number; readonly backup: string | undefined; readonly keep: boolean; readonly json: boolean };

/** Proves that a backup can be used, and records it. */
export const handler: Handler<Options> = (options, world) => verifyLevel3(options, world);

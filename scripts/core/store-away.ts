import { isExpected, type FailoverError } from "./errors.ts";

/** Whether an error means that the store itself was never reached: it said nothing, or something stands in its place. It may be reached later. */
export const isStoreAway = (error: unknown): error is FailoverError => isExpected(error) && (error.code === "STORE_SILENT" || error.code === "NOT_THE_STORE");

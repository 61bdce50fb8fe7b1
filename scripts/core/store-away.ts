import { isExpected, type Code, type FailoverError } from "./errors.ts";

const away: readonly Code[] = ["STORE_SILENT", "NOT_THE_STORE", "STORE_ELSEWHERE"];

/** Whether an error means that the store itself was never reached: it said nothing, something stands in its place, or sends us elsewhere, as the sign-in of a network does. It may be reached later. */
export const isStoreAway = (error: unknown): error is FailoverError => isExpected(error) && away.includes(error.code);

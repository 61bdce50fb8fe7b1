import { certificateTrouble } from "./connection-words.ts";

const name = /^(ENOTFOUND|EAI_AGAIN|ENODATA)$/;

/** What an error code of a connection says: "stranger" answered under AWS's name, or the "name" has no address from here; undefined where it may be AWS that is silent. */
export function faultNearby(code: string): "stranger" | "name" | undefined {
  if (certificateTrouble.test(code)) return "stranger";
  return name.test(code) ? "name" : undefined;
}

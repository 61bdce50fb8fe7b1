import { setTimeout as sleep } from "node:timers/promises";
import type { Verb } from "./handler.ts";

// The real provider retries for minutes before it gives up; a drill need not wait that long to see the same error.
const patienceSeconds = 1;

/** Fails as a call to a cloud does whose network swallows every packet. */
export async function timeOutInTheDark(verb: Verb, type: string): Promise<never> {
  await sleep(patienceSeconds * 1000);
  const service = type.split(":")[1]?.split("/")[0] ?? "api";
  throw new Error(
    `${verb} ${type}: operation error: https response error, Post "https://${service}.eu-west-1.amazonaws.com/": dial tcp: i/o timeout`,
  );
}

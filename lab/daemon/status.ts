import type { Switches } from "../network/switches.ts";
import type { Host } from "./lab.ts";

/** How far the daemon is, with one line for everything it has done so far. */
export type Phase = { readonly at: "starting" } | { readonly at: "ready" } | { readonly at: "failed"; readonly problem: string };

/** What `GET /status` answers. */
export type Status = {
  readonly id: string;
  readonly phase: Phase;
  readonly progress: readonly string[];
  readonly networks: Readonly<Record<string, string>>;
  readonly hosts: readonly Host[];
  readonly services: readonly { readonly name: string; readonly address: string; readonly port: number; readonly running: boolean }[];
  readonly switches: Switches;
  readonly egressAttempts: number;
};

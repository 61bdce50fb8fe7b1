import type { ObservedState } from "../../core/observation.ts";
import type { ProbeId } from "../../core/triage/probe-names.ts";
import type { Site } from "../../core/triage/site.ts";
import type { Secret } from "../../core/secret.ts";
import type { Lookout } from "../../world.ts";

/** Where to look, and with what. */
export type Eyes = { readonly site: Site; readonly lookout: Lookout; readonly pingdomToken?: Secret | undefined; readonly cloudflareToken?: Secret | undefined; readonly now: Date };

/** One thing seen. `from` is left out but for what somebody else saw. */
export type Seen = { readonly probe: ProbeId; readonly target: string; readonly state: ObservedState; readonly value: string; readonly from?: string };

/** One look: it changes nothing, ends within its limit, and what it cannot tell it says. `where` is the places that it is worth while from. */
export type Probe = {
  readonly id: string;
  /** What it would have seen, where that is not what its own name says. */
  readonly covers?: readonly ProbeId[];
  readonly where: readonly ("here" | "outside" | "inside")[];
  readonly limitSeconds: number;
  readonly look: (eyes: Eyes) => Promise<readonly Seen[]>;
};

/** How long one question may take; a probe's own limit is a little longer. */
export const ASK_SECONDS = 5;
export const LIMIT_SECONDS = 8;

/** A failure of the name is none of what stands behind the name. */
export const stateOfFailure = (failed: string): ObservedState => (failed.startsWith("name:") ? "unknown" : "down");

export const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);

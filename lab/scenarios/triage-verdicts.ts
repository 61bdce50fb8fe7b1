import { faultNames, type FaultName, type Turn } from "../network/switches.ts";

/** The switches that may stand while somebody types `failover triage`: on a machine that is gone nobody does. */
export type SwitchName = Exclude<Turn["name"], "machine-gone">;

/** What is turned, and what must be said; of two at once the one that hides or weighs more, with the other beside it where it can be seen. */
export type Expected = {
  readonly on: readonly SwitchName[];
  readonly verdict: string;
  /** Only where it differs from the verdict. */
  readonly rule?: string;
  readonly also?: readonly string[];
  /** What the plan's branch must say besides. */
  readonly branch?: RegExp;
};

const fault = (name: FaultName) => (on: boolean): Turn => ({ name, on });

/** Each switch, as it is turned. */
export const switches: Readonly<Record<SwitchName, (on: boolean) => Turn>> = {
  "aws-dark": (on) => ({ name: "aws-dark", on }),
  "database-gone": (on) => ({ name: "database-gone", on, instance: "" }),
  "database-failover": (on) => ({ name: "database-failover", on, instance: "" }),
  "operator-cut": (on) => ({ name: "operator-cut", on, operator: "operator" }),
  "storage-down": (on) => ({ name: "storage-down", on, for: "everyone", how: "silent" }),
  ...(Object.fromEntries(faultNames.map((name) => [name, fault(name)])) as Readonly<Record<FaultName, (on: boolean) => Turn>>),
};

/** Every switch alone, and pairs in which each stands once. The two that change a database's machine come last: a shop finds back from them slowest. */
export const expected: readonly Expected[] = [
  { on: [], verdict: "nothing-wrong" },
  { on: ["aws-dark"], verdict: "aws-data-plane" },
  { on: ["s3-down"], verdict: "storage" },
  { on: ["cache-gone"], verdict: "cache" },
  { on: ["search-gone"], verdict: "search" },
  { on: ["control-plane-down"], verdict: "aws-control-plane" },
  { on: ["edge-down"], verdict: "cloudflare-edge" },
  { on: ["cloudflare-api-down"], verdict: "cloudflare-api" },
  { on: ["dns-down"], verdict: "dns" },
  { on: ["code-bug"], verdict: "code" },
  { on: ["backbone-cut"], verdict: "backbone" },
  { on: ["operator-cut"], verdict: "unknown", rule: "cannot-see" },
  { on: ["monitoring-lies"], verdict: "monitoring" },
  { on: ["storage-down"], verdict: "nothing-wrong" },
  { on: ["aws-dark", "edge-down"], verdict: "aws-data-plane", also: ["cloudflare-edge"] },
  { on: ["edge-down", "cache-gone"], verdict: "cloudflare-edge", also: ["cache"] },
  { on: ["code-bug", "cloudflare-api-down"], verdict: "code", also: ["cloudflare-api"] },
  { on: ["operator-cut", "code-bug"], verdict: "unknown", rule: "cannot-see" },
  { on: ["backbone-cut", "monitoring-lies"], verdict: "backbone" },
  { on: ["s3-down", "search-gone"], verdict: "storage", also: ["search"] },
  { on: ["dns-down", "storage-down"], verdict: "dns" },
  { on: ["database-failover"], verdict: "database", branch: /AWS is at work on the database by itself: wait/ },
  { on: ["database-failover", "cache-gone"], verdict: "database", also: ["cache"], branch: /wait/ },
  { on: ["database-gone"], verdict: "database", branch: /from the rotating snapshots/ },
  { on: ["database-gone", "control-plane-down"], verdict: "database", also: ["aws-control-plane"], branch: /nothing can be restored there/ },
];

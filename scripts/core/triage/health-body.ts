import { jsonIn } from "../json-in.ts";
import type { ObservedState } from "../observation.ts";

/** What one answer of the health path says: how the service is, and which of the things it needs is not well. */
export type HealthSaid = {
  readonly state: ObservedState;
  readonly value: string;
  /** By the service's own names; undefined when it names none. */
  readonly dependencies: readonly { readonly name: string; readonly ok: boolean; readonly value: string }[] | undefined;
  /** Whether all it needs is well; undefined when it does not say. */
  readonly isWhole: boolean | undefined;
};

/** Between the edge and its origin: https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/ */
const EDGE_ONLY = /^(52[0-9]|530)$/;

/** Reads `{"ok", "mode", "side", "checks": {"database": {"ok": true}, …}}` as docs/runbook.md asks for it; what it does not say stays unknown. */
export function readHealthBody({ status, body }: { readonly status: number; readonly body: string }): HealthSaid {
  const said = parsed(body);
  const nothing = { dependencies: undefined, isWhole: undefined };
  if (EDGE_ONLY.test(String(status))) return { state: "down", value: `${status}: the edge cannot reach the origin`, ...nothing };
  if (typeof said?.["ok"] !== "boolean") return { state: status < 400 ? "degraded" : status >= 500 ? "degraded" : "unknown", value: `${status}, without {"ok": …} in its body`, ...nothing };
  const checks = said["checks"];
  const dependencies = typeof checks === "object" && checks !== null ? Object.entries(checks).flatMap(dependencyIn) : undefined;
  const isWhole = said["ok"] && status === 200;
  const failing = (dependencies ?? []).filter(({ ok }) => !ok).map(({ name }) => name);
  return { state: isWhole ? "up" : "degraded", value: isWhole ? `well${modeOf(said)}` : `${status}, not well${failing.length === 0 ? "" : `: ${failing.join(", ")}`}`, dependencies, isWhole };
}

function dependencyIn([name, check]: readonly [string, unknown]): readonly { name: string; ok: boolean; value: string }[] {
  const ok = typeof check === "object" && check !== null && "ok" in check ? check.ok : check;
  if (typeof ok !== "boolean") return [];
  const error = typeof check === "object" && check !== null && "error" in check && typeof check.error === "string" ? check.error : "not well";
  return [{ name, ok, value: ok ? "well" : error.slice(0, 120) }];
}

const modeOf = (said: Readonly<Record<string, unknown>>): string => (typeof said["mode"] === "string" ? `, ${said["mode"]}` : "");

function parsed(body: string): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(body);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

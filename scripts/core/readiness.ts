/** How a check ended; "unknown" is never taken for ready. */
export type Light = "red" | "unknown" | "amber" | "green";

/** What one check found: a sentence with its figures, and for whatever is not green the next command, or the thing to do. */
export type Finding = { readonly check: string; readonly light: Light; readonly says: string; readonly next: string | null };

/** `failover ready --json`: if we failed over now. */
export type Readiness = {
  readonly schema: "failover-kit/ready/1";
  readonly service: string;
  readonly at: string;
  /** The worst of all findings. */
  readonly light: Light;
  readonly isReady: boolean;
  readonly findings: readonly Finding[];
};

const worstFirst: readonly Light[] = ["red", "unknown", "amber", "green"];
const rank = ({ light }: Pick<Finding, "light">): number => worstFirst.indexOf(light);

/** All findings as one answer, the worst first and otherwise in the checks' own order. Red and "could not tell" are not ready. */
export function readiness(service: string, at: Date, findings: readonly Finding[]): Readiness {
  const sorted = findings.toSorted((a, b) => rank(a) - rank(b));
  const light = sorted[0]?.light ?? "unknown";
  return { schema: "failover-kit/ready/1", service, at: at.toISOString(), light, isReady: light === "green" || light === "amber", findings: sorted };
}

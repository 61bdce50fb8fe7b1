import { z } from "zod";

const seconds = z.number().nonnegative();
const instant = z.iso.datetime();

/** What a drill found out, as written to `drills/<id>/report.json`; docs/drill-report.md says it in words. */
export const drillReport = z.strictObject({
  schema: z.literal("failover-kit/drill-report/1"),
  drill: z.string(),
  verdict: z.enum(["passed", "failed"]),
  because: z.array(z.string()),
  run: z.string(),
  startedAt: instant,
  seconds,
  rto: z.strictObject({
    clientSeconds: seconds.nullable(),
    unendedSeconds: seconds,
    declaredToGoodSeconds: seconds.nullable(),
    declaredToWriteSeconds: seconds.nullable(),
    phases: z.array(z.strictObject({ id: z.string(), startedAt: instant, seconds })),
    criticalPath: z.array(z.string()),
    criticalPathSeconds: seconds,
  }),
  rpo: z.strictObject({
    backup: z.strictObject({ id: z.string(), snapshotAt: instant }),
    exportBegunAt: instant,
    acknowledged: z.number().int(),
    acknowledgedInTheDark: z.number().int(),
    recovered: z.number().int(),
    lostBeforeBackup: z.number().int(),
    lostAfterBackup: z.number().int(),
    lost: z.array(z.strictObject({ id: z.string(), acknowledgedAt: instant, why: z.string() })),
    seconds,
    receipts: z.string(),
  }),
  objects: z.strictObject({
    promised: z.number().int(),
    readable: z.number().int(),
    missingBeforeBackup: z.number().int(),
    missingAfterBackup: z.number().int(),
    missing: z.array(z.strictObject({ id: z.string(), acknowledgedAt: instant, why: z.string() })),
  }),
  mirror: z.strictObject({ acknowledged: z.number().int(), recovered: z.number().int() }),
  tables: z.array(z.strictObject({ table: z.string(), rows: z.number().int(), same: z.boolean() })),
  unproxiedName: z.strictObject({ name: z.string(), seconds: seconds.nullable() }),
  timeline: z.array(z.strictObject({ at: instant, what: z.string() })),
  egressAttempts: z.number().int(),
  secrets: z.strictObject({
    secrets: z.array(z.string()),
    commandLineLooks: z.number().int(),
    looked: z.array(z.strictObject({ kind: z.string(), places: z.number().int(), bytes: z.number().int() })),
    found: z.array(z.strictObject({ place: z.string(), secret: z.string(), as: z.string() })),
    atHome: z.array(z.strictObject({ place: z.string(), secret: z.string(), why: z.string() })),
  }),
  leftBehind: z.array(z.string()),
});

/** What is known of a drill that broke off before there was anything to judge. */
export const brokenOffReport = z.strictObject({
  schema: z.literal("failover-kit/drill-report/1"),
  drill: z.string(),
  verdict: z.literal("failed"),
  because: z.array(z.string()).min(1),
  brokenOff: z.literal(true),
  startedAt: instant,
  seconds,
  kept: z.array(z.string()),
  leftBehind: z.array(z.string()),
});

export type BrokenOffReport = z.infer<typeof brokenOffReport>;
export type DrillReport = z.infer<typeof drillReport>;
export type Phase = DrillReport["rto"]["phases"][number];

import type { FailoverError } from "../core/errors.ts";
import { readDatabaseMachine } from "../core/stack-outputs.ts";
import { readUnitStatus } from "../core/unit-status.ts";
import type { Ports } from "../ports.ts";
import { onDatabaseHost } from "./database-host.ts";
import { followUnit } from "./follow-unit.ts";
import type { Context } from "./step.ts";

type OwnUnit = {
  readonly step: string;
  readonly unit: string;
  readonly limitSeconds: number;
  /** The kit's verb on the database host that tells how it stands, each second, until it has ended. */
  readonly verb: "agent-restore-follow" | "agent-protect-follow";
  readonly failed: (about: { readonly unit: string; readonly phase: string; readonly what: string; readonly code?: string | undefined }) => FailoverError;
};

/** Follows one of the kit's own units on the database host to its end. */
export async function followOwnUnit(ports: Ports, context: Context, { step, unit, limitSeconds, verb, failed }: OwnUnit): Promise<void> {
  await followUnit(ports, {
    ...{ step, unit, limitSeconds, host: readDatabaseMachine(context.output("stand-up")).address, read: readUnitStatus },
    follow: (_, timeoutSeconds) => onDatabaseHost(context, [verb, "--run", context.run, "--unit", unit], { timeoutSeconds }),
    failed: ({ phase, what, code }) => failed({ unit, phase, what, code }),
  });
}

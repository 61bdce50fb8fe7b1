import { runAsUnit } from "../core/commands/systemd.ts";
import { FailoverError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import { endFile } from "../core/unit-status.ts";
import type { HostPorts } from "../host-ports.ts";
import { succeed } from "../steps/succeed.ts";
import { liveUnit } from "./follow-unit.ts";

const INSTALLED = "/usr/local/bin/failover";

type OwnUnit = {
  readonly unit: string;
  /** Matches every unit of its kind: of these, one at a time. */
  readonly kind: string;
  /** The kit's verb that does the work, and the file in which it finds its orders. */
  readonly verb: string;
  readonly job: { readonly path: string; readonly text: string };
  /** In memory only, for root only, in this order; gone however the unit ends. */
  readonly directory: string;
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Where it will write how it stands. */
  readonly status: string;
  /** What else goes with it. */
  readonly alsoRemoved: readonly string[];
  readonly limitSeconds: number;
};

/** Starts one of the kit's own units on this host, which outlives whoever asked for it, if no other of its kind is at work. */
export async function beginUnit({ disk, files, shell }: HostPorts, { unit, kind, verb, job, directory, secrets, status, alsoRemoved, limitSeconds }: OwnUnit): Promise<string> {
  const busy = await liveUnit({ shell }, kind);
  if (busy !== undefined) throw new FailoverError("UNIT_UNDER_WAY", { unit: busy });
  await disk.makePrivate(directory);
  await disk.remove(status);
  await disk.remove(endFile(status));
  for (const [path, secret] of Object.entries(secrets)) await files.write(path, secret);
  await files.write(job.path, job.text);
  try {
    await succeed(shell, runAsUnit({ unit, program: [INSTALLED, verb, "--job", job.path], cleanUp: [...Object.keys(secrets), ...alsoRemoved], endFile: endFile(status), limitSeconds }));
  } catch (error) {
    // Without a unit nobody else would take the keys away.
    for (const path of Object.keys(secrets)) await disk.remove(path);
    throw error;
  }
  return unit;
}

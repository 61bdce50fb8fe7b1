import { isExpected } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { refusal } from "../core/refusal.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import { projectReceipts, receiptKey } from "../pipeline/receipts/receipts.ts";
import { verifyByRestore, type VerifiedByRestore } from "../pipeline/verify/verify-by-restore.ts";
import type { World } from "../world.ts";
import type { Globals } from "./row.ts";

export type Level3Options = { readonly backup: string | undefined; readonly keep: boolean; readonly json: boolean };

/** Level 3 of `verify-export`: restores a backup on a machine of its own and says what that proved. The receipt is written whatever was found. */
export async function verifyLevel3(options: Level3Options & Globals, world: World): Promise<ExitCode> {
  const project = await openProject(options.project, world);
  const begun = world.clock.now().getTime();
  // Before a machine is made for an hour: what could not be recorded in the end.
  const record = await recorder(project, world);
  const verified = await verifyByRestore(project, options, world);
  const seconds = (world.clock.now().getTime() - begun) / 1000;
  const receipt = verified.proof === undefined ? null : ((await record?.(verified.proof, seconds)) ?? null);
  return tell({ ...verified, seconds, receipt }, options, world);
}

type Record = (proof: NonNullable<VerifiedByRestore["proof"]>, seconds: number) => Promise<number | undefined>;

/** Writes the receipt and gives its number; undefined for a project without a verifier's signing key. */
async function recorder(project: Project, world: World): Promise<Record | undefined> {
  const { written } = project;
  const variable = written.verification?.signingKey;
  const path = variable === undefined ? undefined : world.env[variable.slice(1)];
  if (path === undefined || path === "") {
    world.operator.say("What is found will not be recorded: verification.signingKey names no key of this machine.");
    return undefined;
  }
  const { storage, google } = written;
  const { objects } = await world.hostPorts({ endpoint: storage.endpoint, project: google.project });
  const [receipts, key] = await Promise.all([projectReceipts(project, { ...world, objects }), receiptKey("verifier", path, project, world.files)]);
  return async ({ backup, manifestSha256, findings, restoreSeconds }, seconds) => {
    const measured = restoreSeconds === null ? {} : { restoreSeconds };
    const kept = await receipts.append(key, () => ({ kind: "verified", backup, manifestSha256, level: 3, passed: findings.length === 0, findings: [...findings], seconds, ...measured }));
    return kept?.receipt.seq;
  };
}

type Told = VerifiedByRestore & { readonly seconds: number; readonly receipt: number | null };

function tell({ proof, problem, machine, stopped, seconds, receipt }: Told, { json, debug }: Level3Options & Globals, world: World): ExitCode {
  const passed = proof !== undefined && proof.findings.length === 0;
  const result = { level: 3, backup: proof?.backup ?? null, snapshotAt: proof?.snapshotAt ?? null, passed: proof === undefined ? null : passed, findings: proof?.findings ?? [], passedOver: proof?.passedOver ?? [], seconds, restoreSeconds: proof?.restoreSeconds ?? null, receipt, machine };
  if (json) world.print(JSON.stringify({ schema: "failover-kit/verification/1", ...result }, null, 2));
  else if (proof !== undefined) for (const line of verdict(result, proof.snapshotAt)) world.print(line);
  for (const newer of proof?.passedOver ?? []) world.operator.say(`A newer backup was passed over: ${newer}`);
  if (machine !== "removed") world.operator.say(`The machine is still up${machine === "kept" ? ", as you asked" : ""}; the next verification removes it, or 'pulumi destroy --stack verify'.`);
  if (stopped) return Exit.stopped;
  if (isExpected(problem)) {
    world.operator.say(refusal(problem, debug));
    return problem.advice.exit ?? Exit.refused;
  }
  if (problem !== undefined) throw problem;
  return passed && result.passedOver.length === 0 ? Exit.ok : Exit.failed;
}

type Result = { readonly backup: string | null; readonly passed: boolean | null; readonly findings: readonly string[]; readonly seconds: number; readonly restoreSeconds: number | null; readonly receipt: number | null };

function verdict({ backup, passed, findings, seconds, restoreSeconds, receipt }: Result, snapshotAt: string): readonly string[] {
  const times = `${restoreSeconds === null ? "" : `restored in ${restoreSeconds.toFixed(1)} s; `}${seconds.toFixed(0)} s in all`;
  const recorded = receipt === null ? "not recorded" : `receipt ${receipt}`;
  return [`${backup ?? ""} (everything until ${snapshotAt}) ${passed === true ? "passed" : "FAILED"} level 3: ${times}; ${recorded}`, ...findings.map((finding) => `  - ${finding}`)];
}

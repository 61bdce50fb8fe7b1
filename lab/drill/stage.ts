import type { ExecOptions, ExecResult, Host } from "../daemon/lab.ts";
import { LabError } from "../lab-error.ts";
import type { Silence } from "../network/switches.ts";
import type { StoredObject } from "../services/objects.ts";
import type { SeedSize } from "../shop/seeded.ts";
import type { BucketName } from "../site/buckets.ts";
import type { Act } from "./act.ts";
import type { OperateOptions, Operator } from "./operator.ts";

/** A command that an operator typed, and all it printed. */
export type Said = { readonly operator: string; readonly argv: readonly string[]; readonly stdout: string; readonly stderr: string };

/** What a rehearsal acts on: the operator's desk, the machines, the switches, and a directory for what it finds. */
export type Stage = {
  readonly clone: string;
  readonly site: string;
  readonly artifacts: string;
  readonly directory: string;
  readonly light: boolean;
  /** What the shop holds before its first visitor. */
  readonly history: SeedSize;
  readonly act: Act;
  readonly say: (line: string) => void;
  /** The person on call; `operate` and `start` are theirs. */
  readonly operator: Operator;
  readonly operate: Operator["operate"];
  readonly start: Operator["start"];
  /** A colleague sits down at a machine of their own, with a fresh clone and the project as it stands now; later calls find them there. */
  secondOperator(): Promise<Operator>;
  hosts(): Promise<readonly Host[]>;
  /** Acts inside a machine as nobody in the story could: to look, and to run the customer's client. */
  exec(host: string, argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  write(host: string, path: string, text: string, mode?: number): Promise<void>;
  awsDark(on: boolean): Promise<void>;
  /** The disk of the primary's database is gone, or of the one named, while AWS is otherwise well. */
  databaseGone(on: boolean, instance?: string): Promise<void>;
  /** The standby of a Multi-AZ database is taking over; off, it has. */
  databaseFailover(on: boolean, instance?: string): Promise<void>;
  /** Cloud Storage answers nobody; what it holds stays. */
  storageDown(on: boolean, how?: Silence): Promise<void>;
  /** What is in one of the kit's buckets, whatever the switches say. */
  objects(bucket: BucketName): Promise<readonly StoredObject[]>;
  object(bucket: BucketName, name: string): Promise<string | undefined>;
  /** The same of many at once, which is far quicker than one after the other. */
  objectsHolding(bucket: BucketName, names: readonly string[]): Promise<readonly (string | undefined)[]>;
  egressAttempts(): Promise<readonly string[]>;
  /** Everything that commands of the operators have printed so far. */
  said(): readonly Said[];
};

const TAIL = 1500;

/** A command's standard output, once it has succeeded; otherwise what was typed and the end of what it said. */
export function succeeded(typed: string, { exitCode, stdout, stderr }: ExecResult): string {
  if (exitCode === 0) return stdout;
  throw new LabError(
    `'${typed}' ended with ${exitCode}: ${(stderr || stdout).slice(-TAIL).trim()}`,
    "the rehearsal goes on only from what worked",
    "look at the messages above; 'npm run lab -- up' and 'npm run lab -- shell' let you try it by hand",
  );
}

/** Types a command at the operator's desk and expects it to succeed. */
export async function typed(stage: Pick<Stage, "operate">, argv: readonly string[], options: OperateOptions): Promise<string> {
  return succeeded(argv.join(" "), await stage.operate(argv, options));
}

/** The operator's way onto a machine, as a person would type it in the site. */
export const ssh = (address: string): readonly string[] => [
  ...["ssh", "-i", "keys/ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "-o", "StrictHostKeyChecking=accept-new"],
  ...["-o", "UserKnownHostsFile=.failover/known_hosts", `admin@${address}`],
];

/** Runs SQL, or whatever `psql` reads, by ssh on a machine the operator can reach; one line per row, columns by tab. */
export async function psql(stage: Pick<Stage, "operate">, login: { readonly address: string; readonly argv: readonly string[] }, sql: string, timeoutSeconds = 60): Promise<string[]> {
  const argv = [...ssh(login.address), ...login.argv, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\\\t", "--set", "ON_ERROR_STOP=1"];
  const out = succeeded(`psql on ${login.address}`, await stage.operate(argv, { timeoutSeconds, input: sql }));
  return out.split("\n").filter(Boolean);
}

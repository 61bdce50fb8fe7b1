import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import { awsSettings } from "./aws.ts";
import { dnsSettings } from "./dns.ts";
import { exportSnapshotSettings } from "./export-snapshot.ts";
import { gcpSettings } from "./gcp.ts";
import { restoreSettings } from "./restore.ts";
import { standbySettings } from "./standby.ts";
import { verifySettings } from "./verify.ts";

const NAMESPACE = "failover-kit";

type Config = Readonly<Record<string, string>>;

const schemas = { aws: awsSettings, standby: standbySettings, gcp: gcpSettings, dns: dnsSettings, restore: restoreSettings, verify: verifySettings, "export-snapshot": exportSnapshotSettings } as const;

/** The programs of this project, each with settings of its own. */
export type Program = keyof typeof schemas;

/** The parsed settings of one program. */
export type SettingsOf<P extends Program> = z.infer<(typeof schemas)[P]>;

/** What is wrong with one setting: its key in the stack's file, the place below it unless the key itself is wrong, and words that hold no value. */
export type Problem = { readonly key: string; readonly below: readonly PropertyKey[] | "key"; readonly text: string };

/** Either settings that can be trusted, or everything that is wrong with them. */
export type Parsed<P extends Program> =
  | { readonly settings: SettingsOf<P> }
  | { readonly problems: readonly [Problem, ...Problem[]] };

/** What the cloud's own provider is told as well, and the setting of ours that it must agree with. */
const mirrored = [
  ["aws:region", "region", ["aws", "restore", "export-snapshot"]],
  ["gcp:project", "project", ["standby", "gcp", "verify"]],
  ["gcp:region", "region", ["standby", "gcp", "verify"]],
  ["gcp:zone", "zone", ["gcp", "verify"]],
] as const satisfies readonly (readonly [string, string, readonly Program[]])[];

/** Untrusted in, trusted out: reports every problem at once, and never a value. */
export function parseSettings<P extends Program>(program: P, config: Config): Parsed<P> {
  const raw = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(`${NAMESPACE}:`))
      .map(([key, value]) => [key.slice(NAMESPACE.length + 1), value]),
  );
  const parsed = schemas[program].safeParse(raw);
  const [first, ...rest] = [...invalid(parsed.error, raw), ...unknown(raw), ...contradictory(program, raw, config)];
  if (first !== undefined) return { problems: [first, ...rest] };
  // The index above picked this very program's schema, which TypeScript cannot follow through a generic.
  return { settings: parsed.data as SettingsOf<P> };
}

const ours = (name: PropertyKey): string => `${NAMESPACE}:${String(name)}`;

function invalid(error: z.ZodError | undefined, raw: Config): readonly Problem[] {
  return (error?.issues ?? []).map(({ path: [name = "", ...below], message }) => ({
    key: ours(name),
    below,
    text: Object.hasOwn(raw, name) ? message : "is missing",
  }));
}

const known: ReadonlyMap<string, z.ZodType> = new Map(Object.values(schemas).flatMap(({ shape }) => Object.entries<z.ZodType>(shape)));

/** A key of another program is no mistake: one file may serve as the pattern of the next. */
function unknown(raw: Config): readonly Problem[] {
  return Object.keys(raw)
    .filter((name) => !known.has(name))
    .map((name) => {
      const nearest = closest(name, [...known.keys()]);
      const hint = distance(name, nearest) <= Math.max(2, name.length / 3) ? `; did you mean '${nearest}'` : "";
      return { key: ours(name), below: "key", text: `is not a setting of this kit${hint}` };
    });
}

function contradictory(program: Program, raw: Config, config: Config): readonly Problem[] {
  return mirrored
    .filter(([theirs, name, programs]) => {
      const concerned = programs.some((one) => one === program);
      return concerned && config[theirs] !== undefined && config[theirs] !== raw[name];
    })
    .map(([theirs, name]) => ({ key: theirs, below: [], text: `must equal ${ours(name)}` }));
}

/** Whether the kit knows that the value of this key is no secret and may be shown. */
export function isNoSecret(key: string): boolean {
  const setting = known.get(key.replace(`${NAMESPACE}:`, ""));
  if (setting !== undefined) return z.globalRegistry.get(setting)?.["secret"] !== true;
  return mirrored.some(([theirs]) => theirs === key);
}

import type { z } from "zod";
import { awsSettings } from "./aws.ts";
import { dnsSettings } from "./dns.ts";
import { gcpSettings } from "./gcp.ts";
import { standbySettings } from "./standby.ts";

const NAMESPACE = "failover-kit";

type Config = Readonly<Record<string, string>>;

const schemas = { aws: awsSettings, standby: standbySettings, gcp: gcpSettings, dns: dnsSettings } as const;

/** The programs of this project, each with settings of its own. */
export type Program = keyof typeof schemas;

/** The parsed settings of one program. */
export type SettingsOf<P extends Program> = z.infer<(typeof schemas)[P]>;

/** Either settings that can be trusted, or everything that is wrong with them. */
export type Parsed<P extends Program> =
  | { readonly settings: SettingsOf<P> }
  | { readonly problems: readonly [string, ...string[]] };

/** What the cloud's own provider is told as well, and the setting of ours that it must agree with. */
const mirrored = [
  ["aws:region", "region", ["aws"]],
  ["gcp:project", "project", ["standby", "gcp"]],
  ["gcp:region", "region", ["standby", "gcp"]],
  ["gcp:zone", "zone", ["gcp"]],
] as const satisfies readonly (readonly [string, string, readonly Program[]])[];

/** Untrusted in, trusted out: reports every problem at once, and never a value. */
export function parseSettings<P extends Program>(program: P, config: Config): Parsed<P> {
  const raw = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(`${NAMESPACE}:`))
      .map(([key, value]) => [key.slice(NAMESPACE.length + 1), value]),
  );
  const parsed = schemas[program].safeParse(raw);
  const [first, ...rest] = [...invalid(parsed.error), ...unknown(raw), ...contradictory(program, raw, config)];
  if (first !== undefined) return { problems: [first, ...rest] };
  // The index above picked this very program's schema, which TypeScript cannot follow through a generic.
  return { settings: parsed.data as SettingsOf<P> };
}

function invalid(error: z.ZodError | undefined): readonly string[] {
  return (error?.issues ?? []).map(({ path, message }) => `${NAMESPACE}:${path.join(".")}: ${message}`);
}

/** A key of another program is no mistake: one file may serve as the pattern of the next. */
function unknown(raw: Config): readonly string[] {
  const known = new Set(Object.values(schemas).flatMap((schema) => Object.keys(schema.shape)));
  return Object.keys(raw)
    .filter((key) => !known.has(key))
    .map((key) => `${NAMESPACE}:${key}: is not a setting of this kit`);
}

function contradictory(program: Program, raw: Config, config: Config): readonly string[] {
  return mirrored
    .filter(([theirs, ours, programs]) => {
      const concerned = programs.some((name) => name === program);
      return concerned && config[theirs] !== undefined && config[theirs] !== raw[ours];
    })
    .map(([theirs, ours]) => `${theirs}: must equal ${NAMESPACE}:${ours}`);
}

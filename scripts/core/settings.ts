import { FailoverError } from "./errors.ts";
import { Secret } from "./secret.ts";
import { problemsIn } from "./settings-problems.ts";
import type { WrittenSettings } from "./settings-schema.ts";

type Raw = WrittenSettings;

/** Trusted settings. Variables have been looked up: secrets are `Secret`, files named by a variable are paths. */
export type Settings = Omit<Raw, "cloudflare" | "database" | "export" | "recovery" | "pulumi" | "application"> & {
  readonly cloudflare: Omit<Raw["cloudflare"], "token"> & { readonly token: Secret };
  readonly database: Omit<Raw["database"], "ownerPassword"> & { readonly ownerPassword: Secret };
  readonly application: Omit<Raw["application"], "secrets"> & { readonly secrets: Readonly<Record<string, Secret>> };
  readonly export: Omit<Raw["export"], "signingKey" | "source"> & {
    readonly source: Omit<Raw["export"]["source"], "password"> & { readonly password: Secret };
    readonly signingKey: string;
  };
  readonly recovery: Omit<Raw["recovery"], "identity"> & { readonly identity: string };
  readonly pulumi: { readonly passphraseFile: string };
};

/** A setting whose value comes from a variable; a command says which of them it cannot do without. */
export type Need =
  | "cloudflare.token"
  | "database.ownerPassword"
  | "application.secrets"
  | "export.source.password"
  | "export.signingKey"
  | "recovery.identity"
  | "pulumi.passphraseFile";

/** Untrusted text in, trusted settings out. Reports every problem at once, each with its place; reads no file. */
export function readSettings(text: string, file: string): WrittenSettings {
  const read = problemsIn(text, file);
  if ("problems" in read) throw new FailoverError("SETTINGS_INVALID", { file, problems: read.problems });
  return read.settings;
}

/** Looks the variables up. Those needed and unset are refused all at once; another unset one is an error when it is touched. */
export function resolveSettings(
  written: WrittenSettings,
  { file, needs, valueOf }: { readonly file: string; readonly needs: readonly Need[]; readonly valueOf: (variable: string) => string | undefined },
): Settings {
  const lookUp = (name: string): string | undefined => valueOf(name.slice(1)) || undefined;
  const missing = variablesOf(written).filter(([setting, name]) => needs.includes(setting) && lookUp(name) === undefined);
  if (missing.length > 0) throw new FailoverError("VARIABLES_UNSET", { file, missing: missing.map(([setting, name]) => `${setting}: ${name}`) });

  const text = (setting: Need, name: string): string => {
    const value = lookUp(name);
    if (value === undefined) throw new FailoverError("VARIABLES_UNSET", { file, missing: [`${setting}: ${name}`] });
    return value;
  };
  const secret = (setting: Need, name: string): Secret => new Secret(text(setting, name));
  const { cloudflare, database, application, export: exporting, recovery, pulumi } = written;
  return {
    ...written,
    cloudflare: { ...cloudflare, get token() { return secret("cloudflare.token", cloudflare.token); } },
    database: { ...database, get ownerPassword() { return secret("database.ownerPassword", database.ownerPassword); } },
    application: {
      ...application,
      get secrets() {
        return Object.fromEntries(application.secrets.map((name) => [name.slice(1), secret("application.secrets", name)]));
      },
    },
    export: {
      ...exporting,
      source: { ...exporting.source, get password() { return secret("export.source.password", exporting.source.password); } },
      get signingKey() { return text("export.signingKey", exporting.signingKey); },
    },
    recovery: { ...recovery, get identity() { return text("recovery.identity", recovery.identity); } },
    pulumi: { get passphraseFile() { return text("pulumi.passphraseFile", pulumi.passphraseFile); } },
  };
}

/** The settings as a plan shows them: each variable stands for itself, so that the plan is the same on every machine. */
export const settingsForPlan = (written: WrittenSettings): Settings =>
  resolveSettings(written, { file: "", needs: [], valueOf: (variable) => `$${variable}` });

/** Each setting that names a variable, with the name as it is written there. */
export const variablesOf = (written: WrittenSettings): readonly (readonly [Need, string])[] => [
  ["cloudflare.token", written.cloudflare.token],
  ["database.ownerPassword", written.database.ownerPassword],
  ...written.application.secrets.map((name) => ["application.secrets", name] as const),
  ["export.source.password", written.export.source.password],
  ["export.signingKey", written.export.signingKey],
  ["recovery.identity", written.recovery.identity],
  ["pulumi.passphraseFile", written.pulumi.passphraseFile],
];

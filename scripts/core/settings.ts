import type { WrittenCache } from "./data-settings.ts";
import { FailoverError } from "./errors.ts";
import { Secret } from "./secret.ts";
import { problemsIn } from "./settings-problems.ts";
import { schema, type WrittenSettings } from "./settings-schema.ts";
import type { WrittenTriage } from "./triage/settings.ts";

type Raw = WrittenSettings;

/** Trusted settings. Variables have been looked up: secrets are `Secret`, files named by a variable are paths. */
export type Settings = Omit<Raw, "cloudflare" | "database" | "export" | "recovery" | "pulumi" | "application" | "warden" | "verification" | "retention" | "secondStore" | "cache" | "triage" | "channels"> & {
  readonly cloudflare: Omit<Raw["cloudflare"], "token"> & { readonly token: Secret };
  readonly database: Omit<Raw["database"], "ownerPassword" | "rolePasswords"> & { readonly ownerPassword: Secret; readonly rolePasswords: Readonly<Record<string, Secret>> };
  readonly application: Omit<Raw["application"], "secrets"> & { readonly secrets: Readonly<Record<string, Secret>> };
  readonly export: Omit<Raw["export"], "signingKey" | "source"> & {
    readonly source: Omit<Raw["export"]["source"], "password"> & { readonly password: Secret };
    readonly signingKey: string;
  };
  readonly recovery: Omit<Raw["recovery"], "identity"> & { readonly identity: string };
  readonly warden?: Omit<NonNullable<Raw["warden"]>, "signingKey"> & { readonly signingKey: string };
  readonly verification?: Omit<NonNullable<Raw["verification"]>, "signingKey" | "identity"> & { readonly signingKey: string | undefined; readonly identity: string | undefined };
  readonly retention?: Omit<NonNullable<Raw["retention"]>, "signingKey"> & { readonly signingKey: string };
  readonly secondStore?: Omit<NonNullable<Raw["secondStore"]>, "accessKeyId" | "secretAccessKey" | "signingKey"> & { readonly accessKeyId: Secret; readonly secretAccessKey: Secret; readonly signingKey: string };
  readonly pulumi: { readonly passphraseFile: string };
  readonly cache?: Cache;
  readonly triage?: Omit<WrittenTriage, "pingdom"> & { readonly pingdom?: Omit<NonNullable<WrittenTriage["pingdom"]>, "token"> & { readonly token: Secret } };
  readonly channels?: Channels;
};

type CacheSource = NonNullable<WrittenCache["source"]>;
type Cache = Omit<WrittenCache, "source"> & { readonly source?: Omit<CacheSource, "password"> & { readonly password?: Secret } };

type WrittenChannels = NonNullable<Raw["channels"]>;
type WrittenSmtp = NonNullable<WrittenChannels["smtp"]>;
type Channels = Omit<WrittenChannels, "smtp"> & { readonly smtp?: Omit<WrittenSmtp, "password"> & { readonly password: Secret } };

/** A setting whose value comes from a variable; a command says which of them it cannot do without. */
export type Need =
  | "cloudflare.token"
  | "database.ownerPassword"
  | "database.rolePasswords"
  | "application.secrets"
  | "export.source.password"
  | "export.signingKey"
  | "recovery.identity"
  | "warden.signingKey"
  | "verification.identity"
  | "verification.signingKey"
  | "retention.signingKey"
  | "secondStore.accessKeyId"
  | "secondStore.secretAccessKey"
  | "secondStore.signingKey"
  | "pulumi.passphraseFile"
  | "cache.source.password"
  | "watch.agents.key"
  | "channels.webhooks.url"
  | "channels.webhooks.key"
  | "channels.webhooks.token"
  | "channels.sms.token"
  | "triage.pingdom.token"
  | "channels.smtp.password"
  | "paging.sealed.identity";

/** Untrusted text in, trusted settings out. Reports every problem at once, each with its place; reads no file. */
export function readSettings(text: string, file: string): WrittenSettings {
  const read = problemsIn(schema, text, file);
  if ("problems" in read) throw new FailoverError("SETTINGS_INVALID", { file, problems: read.problems });
  return read.value;
}

type LookUp = { readonly file: string; readonly needs: readonly Need[]; readonly valueOf: (variable: string) => string | undefined };

/** A shorter one could not be covered in what programs say without covering half of what they say. */
const SHORTEST_SECRET = 8;

/** These name a file, and a path is no secret. */
const paths: readonly Need[] = ["export.signingKey", "recovery.identity", "warden.signingKey", "verification.identity", "verification.signingKey", "retention.signingKey", "secondStore.signingKey", "pulumi.passphraseFile", "paging.sealed.identity"];

/**
 * Looks the variables up. Of those needed, all that are unset, or else all that are too short to be kept secret, are
 * refused at once; another one is an error when it is touched.
 */
export function resolveSettings(written: WrittenSettings, { file, needs, valueOf }: LookUp): Settings {
  const lookUp = (name: string): string | undefined => valueOf(name.slice(1)) || undefined;
  const isTooShort = ([setting, name]: Named): boolean => !paths.includes(setting) && (lookUp(name) ?? "").length < SHORTEST_SECRET;
  const refuse = (named: readonly Named[]): void => {
    const told = (some: readonly Named[]) => some.map(([setting, name]) => `${setting}: ${name}`);
    const missing = told(named.filter(([, name]) => lookUp(name) === undefined));
    if (missing.length > 0) throw new FailoverError("VARIABLES_UNSET", { file, missing });
    const tooShort = told(named.filter(isTooShort));
    if (tooShort.length > 0) throw new FailoverError("SECRET_TOO_SHORT", { file, tooShort, shortest: SHORTEST_SECRET });
  };
  refuse(variablesOf(written).filter(([setting]) => needs.includes(setting)));
  return filledIn(written, (setting, name) => {
    refuse([[setting, name]]);
    return lookUp(name) ?? "";
  });
}

/** The settings as a plan shows them: each variable stands for itself, so that the plan is the same on every machine. */
export const settingsForPlan = (written: WrittenSettings): Settings => filledIn(written, (_, name) => name);

function filledIn(written: WrittenSettings, text: (setting: Need, name: string) => string): Settings {
  const secret = (setting: Need, name: string): Secret => new Secret(text(setting, name));
  const { cloudflare, database, application, export: exporting, recovery, pulumi, warden, verification, retention, secondStore, cache, channels, triage, ...rest } = written;
  const named = (setting: Need, name: string | undefined): string | undefined => (name === undefined ? undefined : text(setting, name));
  return {
    ...rest,
    ...(channels === undefined ? {} : { channels: filledChannels(channels, secret) }),
    ...(cache === undefined ? {} : { cache: filledCache(cache, secret) }),
    ...(triage === undefined ? {} : { triage: filledTriage(triage, secret) }),
    cloudflare: { ...cloudflare, get token() { return secret("cloudflare.token", cloudflare.token); } },
    database: {
      ...database,
      get ownerPassword() { return secret("database.ownerPassword", database.ownerPassword); },
      get rolePasswords() {
        return Object.fromEntries(Object.entries(database.rolePasswords).map(([role, name]) => [role, secret("database.rolePasswords", name)]));
      },
    },
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
    ...(warden === undefined ? {} : { warden: { ...warden, get signingKey() { return text("warden.signingKey", warden.signingKey); } } }),
    ...(verification === undefined
      ? {}
      : {
          verification: {
            ...verification,
            get identity() { return named("verification.identity", verification.identity); },
            get signingKey() { return named("verification.signingKey", verification.signingKey); },
          },
        }),
    ...(retention === undefined ? {} : { retention: { ...retention, get signingKey() { return text("retention.signingKey", retention.signingKey); } } }),
    ...(secondStore === undefined
      ? {}
      : {
          secondStore: {
            ...secondStore,
            get accessKeyId() { return secret("secondStore.accessKeyId", secondStore.accessKeyId); },
            get secretAccessKey() { return secret("secondStore.secretAccessKey", secondStore.secretAccessKey); },
            get signingKey() { return text("secondStore.signingKey", secondStore.signingKey); },
          },
        }),
    pulumi: { get passphraseFile() { return text("pulumi.passphraseFile", pulumi.passphraseFile); } },
  };
}

function filledCache({ source, databases }: WrittenCache, secret: (setting: Need, name: string) => Secret): Cache {
  if (source === undefined) return { databases };
  const { password: name, ...place } = source;
  if (name === undefined) return { databases, source: place };
  return { databases, source: { ...place, get password() { return secret("cache.source.password", name); } } };
}

function filledTriage({ pingdom, ...plain }: WrittenTriage, secret: (setting: Need, name: string) => Secret): NonNullable<Settings["triage"]> {
  if (pingdom === undefined) return plain;
  return { ...plain, pingdom: { ...pingdom, get token() { return secret("triage.pingdom.token", pingdom.token); } } };
}

const filledChannels = ({ smtp, ...others }: WrittenChannels, secret: (setting: Need, name: string) => Secret): Channels =>
  smtp === undefined ? others : { ...others, smtp: { ...smtp, get password() { return secret("channels.smtp.password", smtp.password); } } };

type Named = readonly [setting: Need, name: string];

/** Each setting that names a variable, with the name as it is written there. */
export const variablesOf = (written: WrittenSettings): readonly Named[] => [
  ["cloudflare.token", written.cloudflare.token],
  ["database.ownerPassword", written.database.ownerPassword],
  ...Object.values(written.database.rolePasswords).map((name) => ["database.rolePasswords", name] as const),
  ...written.application.secrets.map((name) => ["application.secrets", name] as const),
  ["export.source.password", written.export.source.password],
  ["export.signingKey", written.export.signingKey],
  ["recovery.identity", written.recovery.identity],
  ...optional("warden.signingKey", written.warden?.signingKey),
  ...optional("verification.identity", written.verification?.identity),
  ...optional("verification.signingKey", written.verification?.signingKey),
  ...optional("retention.signingKey", written.retention?.signingKey),
  ...optional("secondStore.accessKeyId", written.secondStore?.accessKeyId),
  ...optional("secondStore.secretAccessKey", written.secondStore?.secretAccessKey),
  ...optional("secondStore.signingKey", written.secondStore?.signingKey),
  ["pulumi.passphraseFile", written.pulumi.passphraseFile],
  ...optional("channels.smtp.password", written.channels?.smtp?.password),
  ...optional("triage.pingdom.token", written.triage?.pingdom?.token),
  ...(written.cache?.source?.password === undefined ? [] : [["cache.source.password", written.cache.source.password] as const]),
  ...(written.watch?.agents ?? []).map(({ key }) => ["watch.agents.key", key] as const),
  ...(written.channels?.webhooks ?? []).flatMap(({ url, key, token }) => [...optional("channels.webhooks.url", url), ...optional("channels.webhooks.key", key), ...optional("channels.webhooks.token", token)]),
  ...optional("paging.sealed.identity", written.paging?.sealed?.identity),
  ...optional("channels.sms.token", written.channels?.sms?.token),
];

const optional = (setting: Need, name: string | undefined): readonly Named[] => (name === undefined ? [] : [[setting, name]]);

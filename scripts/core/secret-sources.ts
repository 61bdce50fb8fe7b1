import { variablesOf, type Need } from "./settings.ts";
import type { WrittenSettings } from "./settings-schema.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where secrets are known from: values, and private files whose contents are secret. */
export type SecretSources = { readonly values: readonly string[]; readonly files: readonly string[] };

/** What the variable of a setting holds: the secret, or the path of a file that is one. */
const holds: Readonly<Record<Need, "secret" | "file">> = {
  "cloudflare.token": "secret",
  "database.ownerPassword": "secret",
  "database.rolePasswords": "secret",
  "application.secrets": "secret",
  "export.source.password": "secret",
  "export.signingKey": "file",
  "recovery.identity": "file",
  "warden.signingKey": "file",
  "verification.identity": "file",
  "verification.signingKey": "file",
  "retention.signingKey": "file",
  "secondStore.accessKeyId": "secret",
  "secondStore.secretAccessKey": "secret",
  "secondStore.signingKey": "file",
  "pulumi.passphraseFile": "file",
  "cache.source.password": "secret",
  "watch.agents.key": "secret",
  "channels.webhooks.url": "secret",
  "channels.webhooks.key": "secret",
  "channels.webhooks.token": "secret",
  "channels.sms.token": "secret",
  "triage.pingdom.token": "secret",
  "channels.smtp.password": "secret",
  "paging.sealed.identity": "file",
};

/** What the settings name: every secret variable that is set, whether or not this command needs it, and every private file. */
export function settingsSecrets(written: WrittenSettings, env: Environment): SecretSources {
  const set = (kind: "secret" | "file"): readonly string[] => variablesOf(written).flatMap(([setting, name]) => (holds[setting] === kind && env[name.slice(1)]) || []);
  return { values: set("secret"), files: [...set("file"), written.ssh.identityFile] };
}

/** Variables that hold a secret whoever set them: the kit hands its environment on to the programs it drives. */
const holdsSecret = /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|SECRET_KEY|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY)$/i;
const namesFile = /^(?:PULUMI_CONFIG_PASSPHRASE_FILE|ANSIBLE_VAULT_PASSWORD_FILE|GOOGLE_APPLICATION_CREDENTIALS)$/;
/** Google's tools take the credentials themselves or a path to them. */
const either = /^GOOGLE_(?:CREDENTIALS|CLOUD_KEYFILE_JSON)$/;

/** What the environment is known to hold by the names of its variables, such as PGPASSWORD or AWS_SECRET_ACCESS_KEY. */
export function environmentSecrets(env: Environment): SecretSources {
  const set = Object.entries(env).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [{ name, value }]));
  const isPath = (value: string): boolean => !value.trimStart().startsWith("{");
  return {
    values: set.filter(({ name, value }) => holdsSecret.test(name) || name === "PGPASSWORD" || (either.test(name) && !isPath(value))).map(({ value }) => value),
    files: set.filter(({ name, value }) => namesFile.test(name) || (either.test(name) && isPath(value))).map(({ value }) => value),
  };
}

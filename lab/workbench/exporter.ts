import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { LabError } from "../lab-error.ts";
import type { BenchKeys } from "./bench-keys.ts";
import type { Bench } from "./on-host.ts";

/** What one export did, as `failover export --json` tells it. */
export type Exported = { readonly id: string; readonly snapshotAt: string; readonly objects: number; readonly bytes: number; readonly plainBytes: number; readonly seconds: number; readonly warnings: readonly { readonly kind: string; readonly what: string }[] };

const directory = "/etc/failover-export";
const USER = "failover-export";
/** As the exporter's role has it in its unit. */
const unit = [
  ...["systemd-run", "--wait", "--pipe", "--collect", "--quiet", `--property=User=${USER}`, `--property=WorkingDirectory=${directory}`],
  ...[`--property=EnvironmentFile=${directory}/environment`, "--property=StateDirectory=failover-export", "--property=CacheDirectory=failover-export"],
  ...["--property=CacheDirectoryMode=0700", "--property=NoNewPrivileges=true", "--property=ProtectSystem=strict", "--property=ProtectHome=true", "--property=PrivateTmp=true"],
];

const kit = ["/usr/local/bin/failover", "export", "--project", directory, "--spool", "/var/cache/failover-export", "--state", "/var/lib/failover-export", "--json"];

type Facts = { readonly site: string; readonly address: string; readonly keys: { readonly exporter: BenchKeys["exporter"] } & Readonly<Record<"operations" | "offline" | "verifier", Pick<BenchKeys["operations"], "publicKey">>>; readonly environment: Readonly<Record<string, string>> };

/** Puts settings, keys and environment where the exporter's role would. */
export async function prepareExporter(host: Bench, { site, address, keys, environment }: Facts): Promise<void> {
  await host.run(["useradd", "--system", "--home-dir", "/var/lib/failover-export", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]);
  const variables: Readonly<Record<string, string>> = { ...environment, FAILOVER_SIGNING_KEY_FILE: `${directory}/keys/signing.pem` };
  const wanted = ["EXPORTER_DATABASE_PASSWORD", "GOOGLE_OAUTH_ACCESS_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "FAILOVER_SIGNING_KEY_FILE"] as const;
  await host.write(`${directory}/environment`, wanted.map((name) => `${name}="${variables[name] ?? ""}"\n`).join(""), { mode: 0o600 });
  await host.write(`${directory}/keys/signing.pem`, keys.exporter.privateKey, { mode: 0o640, owner: `root:${USER}` });
  await host.write(`${directory}/keys/exporter.pub`, keys.exporter.publicKey);
  for (const name of ["operations", "offline", "verifier"] as const) await host.write(`${directory}/keys/${name}.pub`, keys[name].publicKey);
  const settings = parseDocument(await readFile(join(site, "failover.yaml"), "utf8"));
  settings.setIn(["export", "source", "host"], address);
  await host.write(`${directory}/failover.yaml`, settings.toString());
}

/** Changes one of the exporter's settings; one that is undefined is taken out. */
export async function changeExporter(host: Bench, path: readonly string[], value: unknown): Promise<void> {
  const settings = parseDocument(await host.run(["cat", `${directory}/failover.yaml`]));
  if (value === undefined) settings.deleteIn(path);
  else settings.setIn(path, value);
  await host.write(`${directory}/failover.yaml`, settings.toString());
}

/** The same, which may end in any way: with its exit code, and what it said. */
export const tryExport = (host: Bench, more: readonly string[] = [], timeoutSeconds = 600) => host.try([...unit, ...kit, ...more], { timeoutSeconds });

/** Runs `failover export` as the exporter's unit does, and waits for its end; more options follow the usual ones. */
export async function exportBackup(host: Bench, more: readonly string[] = [], timeoutSeconds = 600): Promise<Exported> {
  const said = await host.run([...unit, ...kit, ...more], { timeoutSeconds });
  const line = said.trim().split("\n").at(-1) ?? "";
  try {
    return JSON.parse(line) as Exported;
  } catch {
    throw new LabError("the export ended well, but did not say what it made", said.slice(-500), "look at what 'failover export --json' prints");
  }
}

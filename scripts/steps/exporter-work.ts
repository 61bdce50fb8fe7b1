import type { RemoteWork } from "../core/commands/remote-unit.ts";
import { remoteLine } from "../core/commands/ssh.ts";

/** The exporter's own service: what it works as, and where, is asked of it. */
export const USUAL_EXPORT = "failover-export";

export type ExporterPlace = { readonly directory: string; readonly user: string };

/** Where the exporter's own service works; undefined for a host that has none. */
export function exporterPlaceIn(said: string): ExporterPlace | undefined {
  const of = (name: string): string => new RegExp(`^${name}=(.+)$`, "m").exec(said)?.[1]?.trim() ?? "";
  const [user, directory] = [of("User"), of("WorkingDirectory")];
  return user === "" || directory === "" ? undefined : { user, directory };
}

/** An export beside the usual one: its user, keys, environment and state, so that its chain of manifests goes on; a spool of its own, so that what the usual one left unsent stays. */
export function exporterWork({ directory, user }: ExporterPlace, spool: string, words: readonly string[]): Pick<RemoteWork, "user" | "command" | "variables" | "properties"> {
  const busy = `case "$(systemctl is-active ${USUAL_EXPORT}.service)" in active|activating|deactivating) true ;; *) false ;; esac`;
  const places = ["--project", directory, "--spool", `/var/cache/${spool}`, "--state", "/var/lib/failover-export"];
  return {
    user,
    command: `while ${busy}; do echo "waiting for the hourly export to end"; sleep 5; done\nexec ${remoteLine(["/usr/local/bin/failover", "export", ...words, ...places, "--json"])}\n`,
    variables: {},
    properties: [
      ...[`WorkingDirectory=${directory}`, `EnvironmentFile=${directory}/environment`, "StateDirectory=failover-export", `CacheDirectory=${spool}`, "CacheDirectoryMode=0700"],
      ...["NoNewPrivileges=true", "ProtectSystem=strict", "ProtectHome=true", "PrivateTmp=true"],
    ],
  };
}

import { askService, beginWork, bringWork, endUnits, lastLineOf, type RemoteWork } from "../../core/commands/remote-unit.ts";
import { remoteLine } from "../../core/commands/ssh.ts";
import { FailoverError } from "../../core/errors.ts";
import { exportedSchema } from "../../core/exported.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { asJson, readLooked, readRestored } from "../../core/restore-db/outputs.ts";
import { followToEnd } from "../follow-work.ts";
import { sshTarget } from "../ssh-target.ts";
import type { Step } from "../step.ts";
import { succeed } from "../succeed.ts";
import { readSnapshot } from "./look-at-snapshots.ts";

const ID = "export-instance";
const USUAL = "failover-export";
const UNITS = "failover-export-of-snapshot-";
const LIMIT_SECONDS = 12 * 60 * 60;

type Where = { readonly directory: string; readonly user: string };
type What = { readonly host: string; readonly port: number; readonly snapshotTime: string };

/** As the exporter's own service: its user, keys, environment and state, so that its chain of manifests goes on; a spool of its own, so that what the hourly export left unsent stays. */
function workOf(run: string, attempt: number, { directory, user }: Where, { host, port, snapshotTime }: What): RemoteWork {
  const kit = ["/usr/local/bin/failover", "export", "--from", "snapshot", "--source-host", host, "--source-port", String(port), "--snapshot-time", snapshotTime];
  const places = ["--project", directory, "--spool", "/var/cache/failover-export-snapshot", "--state", "/var/lib/failover-export"];
  const busy = `case "$(systemctl is-active ${USUAL}.service)" in active|activating|deactivating) true ;; *) false ;; esac`;
  return {
    unit: `${UNITS}${run}-${attempt}`,
    user,
    limitSeconds: LIMIT_SECONDS,
    command: `while ${busy}; do echo "waiting for the hourly export to end"; sleep 5; done\nexec ${remoteLine([...kit, ...places, "--json"])}\n`,
    variables: {},
    properties: [
      ...[`WorkingDirectory=${directory}`, `EnvironmentFile=${directory}/environment`, "StateDirectory=failover-export", "CacheDirectory=failover-export-snapshot", "CacheDirectoryMode=0700"],
      ...["NoNewPrivileges=true", "ProtectSystem=strict", "ProtectHome=true", "PrivateTmp=true"],
    ],
  };
}

/** Has the exporter's host export the instance, as a unit that only it holds keys for, and follows it. */
export const exportInstance: Step = {
  id: ID,
  title: "Export it, on the exporter's host",
  needs: ["await-logins"],
  onInterrupted: "rerun",
  preview: (context) => [askService(sshTarget(context, "<look-at-database.exporter>"), USUAL)],
  check: async () => undefined,
  run: async (ports, context) => {
    const { address, port } = readRestored(context.output("restore-instance"));
    const { exporter } = readLooked(context.output("look-at-database"));
    const snapshot = readSnapshot(context.output("choose-snapshot"));
    const target = sshTarget(context, exporter.address);
    // One that an earlier call left at work reads an instance that is gone, and holds the exporter's lock.
    await succeed(ports.shell, endUnits(target, UNITS));
    const where = placeIn((await succeed(ports.shell, askService(target, USUAL))).stdout);
    if (where === undefined) throw new FailoverError("EXPORTER_NOT_CONFIGURED", { host: exporter.address, unit: USUAL });
    const work = workOf(context.run, context.attempt, where, { host: address, port, snapshotTime: snapshot.createdAt });
    await succeed(ports.shell, bringWork(target, work));
    await succeed(ports.shell, beginWork(target, work));
    await followToEnd(ports, target, work, ID);
    const exported = parseJsonFrom(exportedSchema, (await succeed(ports.shell, lastLineOf(target, work))).stdout, "the exporter's host");
    return asJson({ ...exported, snapshot });
  },
};

function placeIn(said: string): Where | undefined {
  const of = (name: string): string => new RegExp(`^${name}=(.+)$`, "m").exec(said)?.[1]?.trim() ?? "";
  const [user, directory] = [of("User"), of("WorkingDirectory")];
  return user === "" || directory === "" ? undefined : { user, directory };
}

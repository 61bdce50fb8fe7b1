import { join } from "node:path";
import type { Place } from "./place.ts";
import type { LabRecord } from "./record.ts";

type Environment = Readonly<Record<string, string>>;

/** What may come in from the person's own shell: how the terminal looks. Credentials, proxies and profiles stay outside. */
const admitted = /^(TERM|COLORTERM|NO_COLOR|FORCE_COLOR|LANG|LC_[A-Z]+|TZ|USER|LOGNAME|COLUMNS|LINES)$/;

/** The directories a program needs to run at all, and a home inside the lab, so that nothing is written outside it. */
export function cleanEnvironment(place: Place, outside: Readonly<Record<string, string | undefined>>): Environment {
  const kept = Object.entries(outside).flatMap(([name, value]) => (value !== undefined && admitted.test(name) ? [[name, value] as const] : []));
  return {
    LANG: "C.UTF-8",
    ...Object.fromEntries(kept),
    PATH: [join(process.execPath, ".."), ...systemPath].join(":"),
    HOME: place.operator,
    TMPDIR: join(place.operator, "tmp"),
  };
}

const systemPath = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** The environment of whoever works in the lab: the kit's tools, a Pulumi that downloads nothing, and what the site says. */
export function operatorEnvironment(place: Place, tooling: LabRecord["tooling"], site: Environment, outside: Readonly<Record<string, string | undefined>>): Environment {
  const base = cleanEnvironment(place, outside);
  return {
    ...base,
    PATH: [tooling.pulumiDir, join(tooling.python, "bin"), join(place.clone, "bin"), base["PATH"]].join(":"),
    PULUMI_HOME: place.pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    // The pinned language host is older than the SDK and does not tell a program where its project lies.
    PULUMI_NODEJS_ROOT_DIRECTORY: place.site,
    FAILOVER_LAB_SOCKET: place.socket,
    ...site,
  };
}

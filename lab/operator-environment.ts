import { join } from "node:path";
import type { Desk } from "./desk/desk.ts";
import type { Place } from "./place.ts";
import type { LabRecord } from "./record.ts";

type Environment = Readonly<Record<string, string>>;

/** What may come in from the person's own shell: how the terminal looks. Credentials, proxies and profiles stay outside. */
const admitted = /^(TERM|COLORTERM|NO_COLOR|FORCE_COLOR|LANG|LC_[A-Z]+|TZ|USER|LOGNAME|COLUMNS|LINES)$/;

/** The directories a program needs to run at all, and a home inside the lab, so that nothing is written outside it. */
export function cleanEnvironment(home: string, outside: Readonly<Record<string, string | undefined>>): Environment {
  const kept = Object.entries(outside).flatMap(([name, value]) => (value !== undefined && admitted.test(name) ? [[name, value] as const] : []));
  return {
    LANG: "C.UTF-8",
    ...Object.fromEntries(kept),
    PATH: [join(process.execPath, ".."), ...systemPath].join(":"),
    HOME: home,
    TMPDIR: join(home, "tmp"),
  };
}

const systemPath = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

type OperatorFacts = { readonly desk: Desk; readonly socket: Place["socket"]; readonly tooling: LabRecord["tooling"]; readonly site: Environment };

/** The environment of whoever works at this desk: the kit's tools, a Pulumi that downloads nothing, and what the site says. */
export function operatorEnvironment({ desk, socket, tooling, site }: OperatorFacts, outside: Readonly<Record<string, string | undefined>>): Environment {
  const base = cleanEnvironment(desk.home, outside);
  return {
    ...base,
    PATH: [tooling.pulumiDir, join(tooling.python, "bin"), join(desk.clone, "bin"), base["PATH"]].join(":"),
    PULUMI_HOME: desk.pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    // The pinned language host is older than the SDK and does not tell a program where its project lies.
    PULUMI_NODEJS_ROOT_DIRECTORY: desk.site,
    FAILOVER_LAB_SOCKET: socket,
    ...site,
  };
}

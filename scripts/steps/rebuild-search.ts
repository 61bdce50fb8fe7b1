import { beginWork, bringWork, type RemoteWork } from "../core/commands/remote-unit.ts";
import type { SearchSnapshot } from "../core/commands/search.ts";
import { FailoverError } from "../core/errors.ts";
import { reindexSince, searchPlanText } from "../core/search-plan.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import type { Ports } from "../ports.ts";
import { followToEnd, startWork, workAtHand } from "./follow-work.ts";
import { restoreSearch } from "./restore-search.ts";
import { searchServer, type SearchServer } from "./search-server.ts";
import { sshTarget } from "./ssh-target.ts";
import type { Context, Step } from "./step.ts";

const ID = "rebuild-search";
type Search = NonNullable<Context["settings"]["search"]>;
type Reindex = NonNullable<Search["reindex"]>;

/** One unit for each attempt: a failed one stays readable on its host. It has the service's own environment, so that it reaches what the service reaches. */
const workOf = (context: Pick<Context, "run" | "attempt" | "settings">, { command, user, limitMinutes }: Reindex, since: string, attempt = context.attempt): RemoteWork => ({
  unit: `failover-search-${context.run}-${attempt}`,
  user,
  limitSeconds: limitMinutes * 60,
  command,
  variables: { FAILOVER_SINCE: since, FAILOVER_RUN: context.run },
  properties: [`EnvironmentFile=-/etc/${context.settings.service}/environment`],
});

const hostOf = (context: Context): string => {
  const [first] = readGcpOutputs(context.output("stand-up")).app;
  if (first === undefined) throw new Error("a mirror without an application host");
  return first.address;
};

/** Brings the search index back by the company's own command, on an application host, where it outlives this machine. */
export const rebuildSearch: Step = {
  id: ID,
  title: "Bring the search index back",
  needs: ["restore-data", "configure-hosts", "configure-search"],
  onInterrupted: "rerun",
  aside: true,
  preview: (context) => {
    const { search } = context.settings;
    if (search?.reindex === undefined || search.onFailover === "none") return [];
    const work = workOf({ run: "<run>", attempt: 1, settings: context.settings }, search.reindex, "<since>");
    const target = sshTarget(context, "<stand-up.app>");
    return [bringWork(target, work), beginWork(target, work)];
  },
  check: async () => undefined,
  run: async (ports, context) => {
    const { search } = context.settings;
    ports.operator.say(searchPlanText(search));
    if (search?.reindex === undefined || search.onFailover === "none") return { nothing: searchPlanText(search) };
    const server = await searchServer(ports, context, search.port);
    const snapshot = search.onFailover === "snapshot" ? await fromSnapshot(ports, context, server, search) : undefined;
    const since = snapshot === undefined ? "" : reindexSince(snapshot.startedAt, search.snapshot?.marginMinutes ?? 0);
    const lines = await reindex(ports, context, search.reindex, since);
    return { how: search.onFailover, snapshot: snapshot === undefined ? null : { name: snapshot.name, startedAt: snapshot.startedAt }, since: since === "" ? null : since, lines };
  },
};

/** An earlier attempt of this run may be at work, or have ended well, on the host: then that one is followed. */
async function reindex(ports: Ports, context: Context, command: Reindex, since: string): Promise<number> {
  const target = sshTarget(context, hostOf(context));
  const earlier = await workAtHand(ports, target, context.attempt, (attempt) => workOf(context, command, since, attempt));
  const work = earlier?.work ?? workOf(context, command, since);
  if (earlier === undefined) await startWork(ports, target, work);
  return followToEnd(ports, target, work, ID);
}

async function fromSnapshot(ports: Ports, context: Context, server: SearchServer | undefined, { snapshot }: Search): Promise<SearchSnapshot> {
  if (server === undefined || snapshot === undefined) throw new FailoverError("SEARCH_NOT_RESTORED", { problem: "the gcp stack has no search machine: set failover-kit:searchMachineType" });
  return restoreSearch(ports, context, server, snapshot, ID);
}

import type { z } from "zod";
import { askWork, beginWork, bringWork, readWorkWord, type RemoteWork } from "../core/commands/remote-unit.ts";
import { askSearch, listSnapshots, newestSnapshot, readSearchAnswer, registerRepository, restoreAnswer, restoreSnapshot, snapshotsAnswer, type SearchRequest, type SearchSnapshot } from "../core/commands/search.ts";
import { FailoverError } from "../core/errors.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { reindexSince, searchPlanText } from "../core/search-plan.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import type { Ports } from "../ports.ts";
import { followToEnd } from "./follow-work.ts";
import { sshTarget } from "./ssh-target.ts";
import type { Context, Step } from "./step.ts";
import { succeed } from "./succeed.ts";

const ID = "rebuild-search";
type Search = NonNullable<Context["settings"]["search"]>;
type Reindex = NonNullable<Search["reindex"]>;

/** One unit for each attempt: a failed one stays readable on its host. */
const workOf = (context: Pick<Context, "run" | "attempt">, { command, user, limitMinutes }: Reindex, since: string, attempt = context.attempt): RemoteWork => ({
  unit: `failover-search-${context.run}-${attempt}`,
  user,
  limitSeconds: limitMinutes * 60,
  command,
  variables: { FAILOVER_SINCE: since, FAILOVER_RUN: context.run },
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
  needs: ["restore-data", "configure-hosts"],
  onInterrupted: "rerun",
  preview: (context) => {
    const { search } = context.settings;
    if (search?.reindex === undefined || search.onFailover === "none") return [];
    const work = workOf({ run: "<run>", attempt: 1 }, search.reindex, "<since>");
    const target = sshTarget(context, "<stand-up.app>");
    return [bringWork(target, work), beginWork(target, work)];
  },
  check: async () => undefined,
  run: async (ports, context) => {
    const { search } = context.settings;
    ports.operator.say(searchPlanText(search));
    if (search?.reindex === undefined || search.onFailover === "none") return { nothing: searchPlanText(search) };
    const snapshot = search.onFailover === "snapshot" ? await fromSnapshot(ports, context, search) : undefined;
    const since = snapshot === undefined ? "" : reindexSince(snapshot.startedAt, search.snapshot?.marginMinutes ?? 0);
    const lines = await reindex(ports, context, search.reindex, since);
    return { how: search.onFailover, snapshot: snapshot === undefined ? null : { ...snapshot }, since: since === "" ? null : since, lines };
  },
};

/** An earlier attempt of this run may be at work, or have ended well, on the host: then that one is followed. */
async function reindex(ports: Ports, context: Context, command: Reindex, since: string): Promise<number> {
  const target = sshTarget(context, hostOf(context));
  for (let attempt = context.attempt; attempt >= 1; attempt -= 1) {
    const earlier = workOf(context, command, since, attempt);
    const word = readWorkWord((await succeed(ports.shell, askWork(target, earlier))).stdout.trim());
    if (word?.kind === "running" || (word?.kind === "end" && word.succeeded)) return followToEnd(ports, target, earlier, ID);
  }
  const work = workOf(context, command, since);
  await succeed(ports.shell, bringWork(target, work));
  await succeed(ports.shell, beginWork(target, work));
  return followToEnd(ports, target, work, ID);
}

/** Restores the newest whole snapshot, once: what was restored is noted, and a resumed run does not restore over it. */
async function fromSnapshot(ports: Ports, context: Context, search: Search): Promise<SearchSnapshot> {
  const noted = context.noted() as SearchSnapshot | undefined;
  if (noted !== undefined) return noted;
  const { search: machine } = readGcpOutputs(context.output("stand-up"));
  if (machine === undefined || search.snapshot === undefined) throw new FailoverError("SEARCH_NOT_RESTORED", { problem: "the gcp stack has no search machine: set failover-kit:searchMachineType" });
  const { snapshot: settings, port } = search;
  const target = sshTarget(context, machine.address);
  const ask = async <T>(request: SearchRequest, shape?: z.ZodType<T>): Promise<T | undefined> => {
    const { status, text } = readSearchAnswer((await succeed(ports.shell, askSearch(target, port, request))).stdout);
    if (status !== 200) throw new FailoverError("SEARCH_NOT_RESTORED", { problem: `${request.method} ${request.path} was answered ${status}: ${text.slice(0, 300)}` });
    return shape === undefined ? undefined : parseJsonFrom(shape, text, "the search server");
  };
  ports.operator.progress(ID, "registering the repository, read-only");
  await ask(registerRepository(settings));
  const listed = await ask(listSnapshots(settings), snapshotsAnswer);
  const newest = newestSnapshot(listed ?? { snapshots: [] });
  if (newest === undefined) throw new FailoverError("SEARCH_NOT_RESTORED", { problem: `there is no whole snapshot in ${settings.bucket}/${settings.basePath}` });
  ports.operator.progress(ID, `restoring ${newest.name}, of ${newest.startedAt}`);
  const restored = await ask(restoreSnapshot(settings, newest.name), restoreAnswer);
  const failed = restored?.snapshot.shards.failed ?? 0;
  if (failed > 0) throw new FailoverError("SEARCH_NOT_RESTORED", { problem: `${failed} shards of ${newest.name} could not be restored` });
  await context.note({ ...newest });
  return newest;
}

import { FailoverError, isExpected } from "../core/errors.ts";
import { sha256Of } from "../core/manifest.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import type { RdsKept } from "../core/rds.ts";
import { accountOf, inState, nothingKept, regionOf, wasLike, type Teller, type WasLike } from "../core/restore-db/deleted.ts";
import { factTyped, type FactName } from "../core/restore-db/deleted-facts.ts";
import type { Settings } from "../core/settings.ts";
import { sourceJsonSchema } from "../core/source-json.ts";
import type { Ports } from "../ports.ts";
import { soundBackup } from "../steps/choose-backup.ts";
import { readStackState } from "../steps/read-stack-state.ts";
import type { Project } from "./project.ts";

type Asked = { readonly settings: Settings; readonly instance: string; readonly region: string; /** What a person tells of it, as typed. */ readonly facts: readonly string[] };
type Outside = Omit<Ports, "journal">;

/** Of an instance that AWS knows no more: what AWS keeps of it, and what it was, by the stacks' states, the newest export and the person asked. Undefined if nobody ever knew it. */
export async function lookAtDeleted(project: Project, ports: Outside, { settings, instance, region, facts }: Asked): Promise<{ readonly kept: RdsKept; readonly like: WasLike } | undefined> {
  const typed = typedFacts(facts);
  const stateOf = (stack: string) => stateOfStack(project, ports, { settings, instance, stack });
  // One that a run of this command restored, and that nobody has adopted yet, is known to the stack of restores alone.
  const [kept, state, restored, exported] = await Promise.all([ports.rds.kept(instance), stateOf("aws"), stateOf("restore"), newestExport(project, ports, settings, instance)]);
  const isKnown = kept.backups.length + kept.snapshots.length + state.tellers.length + restored.tellers.length + exported.tellers.length > 0;
  if (!isKnown) return undefined;
  const fenceGroup = settings.aws?.fenceSecurityGroup ?? state.fenceGroup;
  const tellers = [...typed, ...state.tellers, ...restored.tellers, ...exported.tellers, ...state.last, ...restored.last];
  await expectSamePlace(ports, tellers, { instance, region });
  const like = wasLike({ identifier: instance, tellers, fenceGroup, kept });
  // Nothing can be made of what is not there: whoever has lost all is asked for no facts.
  if ("missing" in like && kept.snapshots.length + kept.backups.length === 0) return { kept, like: nothingKept(instance) };
  if ("missing" in like) throw new FailoverError("RDS_SHAPE_UNKNOWN", { instance, missing: like.missing, looked: [...state.looked, ...restored.looked, ...exported.looked] });
  return { kept, like };
}

/** In another region, or to another account, AWS knows no such instance either: that one may be alive. By which account it is asked, the instances that it does know tell. */
async function expectSamePlace({ rds }: Outside, tellers: readonly Teller[], { instance, region }: Pick<Asked, "instance" | "region">): Promise<void> {
  const told = tellers.flatMap(({ name, tells }) => (typeof tells.arn === "string" ? [{ name, region: regionOf(tells.arn), account: accountOf(tells.arn) }] : []));
  const elsewhere = told.find((one) => one.region !== undefined && one.region !== region);
  if (elsewhere !== undefined) throw new FailoverError("RDS_REGION_DIFFERS", { instance, region, said: elsewhere.region ?? "", by: elsewhere.name });
  const [asked] = (await rds.instances()).flatMap(({ arn }) => accountOf(arn) ?? []);
  const others = told.find(({ account }) => account !== undefined && asked !== undefined && account !== asked);
  if (others !== undefined) throw new FailoverError("RDS_ACCOUNT_DIFFERS", { instance, asked: asked ?? "", said: others.account ?? "", by: others.name });
}

function typedFacts(facts: readonly string[]): readonly Teller[] {
  const tells: Partial<Record<FactName, unknown>> = {};
  for (const fact of facts) {
    const read = factTyped(fact);
    if (read === undefined) throw new FailoverError("FACT_UNREADABLE", { fact });
    tells[read.name] = read.value;
  }
  return facts.length === 0 ? [] : [{ name: "you, by --fact", tells }];
}

/** Where it was looked, and how that went, for whoever is asked for the rest. */
type Told = { readonly tellers: readonly Teller[]; readonly looked: readonly string[] };

async function stateOfStack({ directory }: Project, { shell }: Outside, { settings, instance, stack }: { readonly settings: Settings; readonly instance: string; readonly stack: string }): Promise<Told & Pick<ReturnType<typeof inState>, "last" | "fenceGroup">> {
  const where = `the state of stack ${stack}`;
  try {
    const found = inState(await readStackState(shell, { settings, projectDirectory: directory }, stack), instance, stack);
    return { ...found, looked: [`${where}: ${found.tellers.length === 0 ? `it has no ${instance}` : "it was read"}`] };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { tellers: [], last: [], fenceGroup: undefined, looked: [`${where}: ${error.advice.what}`] };
  }
}

/** What the newest sound export says of its source, if that was this instance. */
async function newestExport(project: Project, ports: Outside, settings: Settings, instance: string): Promise<Told> {
  try {
    const silent = { ...ports, operator: { say: () => undefined, progress: () => undefined } };
    const { chosen } = await soundBackup(silent, { settings, projectDirectory: project.directory });
    if (chosen === undefined) return { tellers: [], looked: ["the newest export: there is no sound one"] };
    const where = `source.json of export ${chosen.id}`;
    const { sourceFacts } = chosen.manifest;
    const bytes = sourceFacts === undefined ? undefined : await ports.objects.read(settings.storage.buckets.exports, sourceFacts.name);
    if (sourceFacts === undefined || bytes === undefined) return { tellers: [], looked: [`${where}: there is none`] };
    if (sha256Of(bytes) !== sourceFacts.sha256) return { tellers: [], looked: [`${where}: its SHA-256 is not the manifest's`] };
    const { instance: told } = parseJsonFrom(sourceJsonSchema, Buffer.from(bytes).toString(), where);
    if ("untold" in told) return { tellers: [], looked: [`${where}: ${told.untold}`] };
    if (told.value.identifier !== instance) return { tellers: [], looked: [`${where}: it tells of ${told.value.identifier}`] };
    return { tellers: [{ name: where, tells: told.value }], looked: [`${where}: it was read`] };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { tellers: [], looked: [`the newest export: ${error.advice.what}`] };
  }
}

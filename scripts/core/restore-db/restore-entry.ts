import { isMap, isSeq, parse, parseDocument } from "yaml";
import { z } from "zod";
import { restoreEntry, type RestoreEntry } from "../../../infra/outputs.ts";
import { FailoverError } from "../errors.ts";
import type { RdsInstance } from "../rds.ts";
import type { RestoreSource } from "./given.ts";

const KEY = "failover-kit:restores";
const POSTGRES_PORT = 5432;
/** What is added is quoted: Pulumi reads a bare time as a time, and hands the program another text. */
const AS_WRITTEN = { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;

/** AWS decides how fast a smaller gp3 volume is. It tells so, and refuses whoever says the same. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage */
const SMALLEST_GP3_WITH_OWN_SPEED_GB = 400;
const hasOwnSpeed = ({ storageType, allocatedGb }: RdsInstance): boolean => storageType !== "gp3" || allocatedGb >= SMALLEST_GP3_WITH_OWN_SPEED_GB;

/** One that has grown by itself may have come nearer to its limit than AWS lets a new one begin. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
const limitFor = ({ maxAllocatedGb, allocatedGb }: RdsInstance): number | undefined => (maxAllocatedGb === undefined ? undefined : Math.max(maxAllocatedGb, Math.ceil((allocatedGb * 11) / 10)));

type Asked = { readonly run: string; readonly service: string; readonly source: RestoreSource };

/** What the restored database is to be: the broken one in every fact, under a name of its own. */
export function entryFor(broken: RdsInstance, { run, service, source }: Asked): RestoreEntry {
  const some = <T>(name: string, value: T | undefined): Readonly<Record<string, T>> => (value === undefined ? {} : { [name]: value });
  return {
    run,
    identifier: `${service}-${run}`,
    source: "snapshot" in source ? source : { instance: broken.identifier, ...source },
    class: broken.class,
    // AWS raises the minor one by itself, and a restore never lowers it.
    engineVersion: broken.engineVersion.split(".")[0] ?? broken.engineVersion,
    port: broken.port ?? POSTGRES_PORT,
    storageType: broken.storageType,
    allocatedGb: broken.allocatedGb,
    ...some("maxAllocatedGb", limitFor(broken)),
    ...(hasOwnSpeed(broken) ? { ...some("iops", broken.iops), ...some("throughput", broken.throughput) } : {}),
    encrypted: broken.encrypted,
    ...some("kmsKey", broken.kmsKey),
    multiAz: broken.multiAz,
    publiclyAccessible: broken.publiclyAccessible,
    parameterGroup: broken.parameterGroup,
    // AWS's own default fits any instance of this version; naming it would be refused for another major version.
    ...some("optionGroup", broken.optionGroup?.startsWith("default:") === true ? undefined : broken.optionGroup),
    subnetGroup: broken.subnetGroup,
    securityGroups: [...broken.securityGroups],
    ...some("caCertificate", broken.caCertificate),
    iamAuthentication: broken.iamAuthentication,
    backupRetentionDays: broken.backupRetentionDays,
    ...some("backupWindow", broken.backupWindow),
    ...some("maintenanceWindow", broken.maintenanceWindow),
    copyTagsToSnapshot: broken.copyTagsToSnapshot,
    autoMinorVersionUpgrade: broken.autoMinorVersionUpgrade,
    monitoringSeconds: broken.monitoringSeconds,
    ...some("monitoringRole", broken.monitoringRole),
    performanceInsights: broken.performanceInsights,
    ...some("performanceInsightsKey", broken.performanceInsightsKey),
    ...some("performanceInsightsDays", broken.performanceInsightsDays),
    logExports: [...broken.logExports],
    // AWS's own tags begin so, and nobody else may set them.
    tags: { ...Object.fromEntries(Object.entries(broken.tags).filter(([name]) => !name.startsWith("aws:"))), "failover-kit:restored-by": run },
  };
}

/** A stack's file with one setting set; comments and everything else stay. */
export function withSetting(text: string, file: string, path: readonly (string | number)[], value: unknown): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.get("config"))) throw new FailoverError("FILE_UNUSABLE", { path: file, reason: "it is no stack's file: it has no map 'config'" });
  document.setIn(["config", ...path], document.createNode(value));
  return document.toString(AS_WRITTEN);
}

function entriesIn(text: string): readonly RestoreEntry[] {
  const { config } = parse(text) as { readonly config?: Readonly<Record<string, unknown>> };
  return z.array(restoreEntry).safeParse(config?.[KEY] ?? []).data ?? [];
}

/** A run's entry in the stack's file, and where it stands; undefined if there is none. */
export function restoreIn(text: string, run: string): { readonly index: number; readonly entry: RestoreEntry } | undefined {
  const entries = entriesIn(text);
  const index = entries.findIndex((entry) => entry.run === run);
  const entry = entries[index];
  return entry === undefined ? undefined : { index, entry };
}

/** Whether a database of this name is one that a run restored. */
export const restoresOf = (text: string, identifier: string): boolean => entriesIn(text).some((entry) => entry.identifier === identifier);

/** The stack's file with this restore marked as adopted. */
export const withAdopted = (text: string, file: string, index: number): string => withSetting(text, file, [KEY, index, "adopted"], true);

/** The stack's file with this restore appended; as it was, if the run's restore stands there already. Nothing is ever taken out. */
export function withRestore(text: string, file: string, entry: RestoreEntry): string {
  const document = parseDocument(text);
  const config = document.get("config");
  if (document.errors.length > 0 || !isMap(config)) throw new FailoverError("FILE_UNUSABLE", { path: file, reason: "it is no stack's file: it has no map 'config'" });
  const known = config.get(KEY);
  if (known !== undefined && !isSeq(known)) throw new FailoverError("FILE_UNUSABLE", { path: file, reason: `${KEY} is not a list` });
  if (known === undefined) config.set(KEY, document.createNode([entry]));
  else if (known.items.some((item) => isMap(item) && item.get("run") === entry.run)) return text;
  else known.add(document.createNode(entry));
  return document.toString(AS_WRITTEN);
}

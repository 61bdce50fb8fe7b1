import type { RDSClient } from "@aws-sdk/client-rds";
import { faultNearby } from "../core/aws-fault.ts";
import { connectionWords } from "../core/connection-words.ts";
import { FailoverError, isExpected } from "../core/errors.ts";
import type { Settings } from "../core/settings.ts";
import type { Rds } from "../ports.ts";
import { toAutomatedBackup, toInstance, toSnapshot } from "./rds-shapes.ts";
import { endingAfter } from "./timer.ts";

/** How long is waited: for a connection, for one answer, and for a call with all its tries. */
export type RdsLimits = { readonly connectSeconds: number; readonly answerSeconds: number; readonly callSeconds: number };
const usual: RdsLimits = { connectSeconds: 5, answerSeconds: 20, callSeconds: 60 };
const TRIES = 3;
const PER_PAGE = 100;

type Sdk = (typeof import("./rds-client.ts"))["sdk"];
type Opened = { readonly sdk: Sdk; readonly client: RDSClient };

type Aws = Pick<NonNullable<Settings["aws"]>, "region" | "endpoints">;

/** RDS over AWS's own SDK, which signs, tries again and finds credentials where every tool of AWS looks for them. */
export function rds(aws: Aws | undefined, stop: AbortSignal, limits: RdsLimits = usual): Rds {
  let opened: Promise<Opened> | undefined;
  const call = async <T>(name: string, act: (opened: Opened & { readonly abortSignal: AbortSignal }) => Promise<T>): Promise<T> => {
    if (aws === undefined) throw new FailoverError("AWS_NOT_SET", {});
    const abortSignal = endingAfter(limits.callSeconds, stop);
    try {
      return await act({ ...(await (opened ??= open(aws, limits))), abortSignal });
    } catch (error) {
      throw stop.aborted ? new FailoverError("COMMAND_STOPPED", { command: `aws rds ${name}` }) : troubleOf(abortSignal.aborted ? abortSignal.reason : error, name, aws, limits);
    }
  };
  const all = async <T>(pages: AsyncIterable<T>): Promise<readonly T[]> => {
    const found: T[] = [];
    for await (const page of pages) found.push(page);
    return found;
  };
  const instances = async (input: { readonly DBInstanceIdentifier?: string }) =>
    call("DescribeDBInstances", async ({ sdk, client, abortSignal }) =>
      (await all(sdk.paginateDescribeDBInstances({ client, pageSize: PER_PAGE }, input, { abortSignal }))).flatMap(({ DBInstances = [] }) => DBInstances.map(toInstance)),
    );
  // By its name AWS need not find what is left of a deleted instance: that must "match the identifier of an existing DB instance", so all are read and chosen from here.
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstanceAutomatedBackups.html
  const kept: Rds["kept"] = async (instance) => {
    const isIts = ({ DBInstanceIdentifier: id }: { readonly DBInstanceIdentifier?: string | undefined }) => id?.toLowerCase() === instance.toLowerCase();
    const backups = await call("DescribeDBInstanceAutomatedBackups", async ({ sdk, client, abortSignal }) =>
      (await all(sdk.paginateDescribeDBInstanceAutomatedBackups({ client, pageSize: PER_PAGE }, {}, { abortSignal }))).flatMap(({ DBInstanceAutomatedBackups = [] }) => DBInstanceAutomatedBackups.filter(isIts).map(toAutomatedBackup)),
    );
    const snapshots = (input: { readonly DbiResourceId?: string }) =>
      call("DescribeDBSnapshots", async ({ sdk, client, abortSignal }) => (await all(sdk.paginateDescribeDBSnapshots({ client, pageSize: PER_PAGE }, input, { abortSignal }))).flatMap(({ DBSnapshots = [] }) => DBSnapshots.filter(isIts).map(toSnapshot)));
    const found = await Promise.all([snapshots({}), ...backups.map(({ resourceId }) => snapshots({ DbiResourceId: resourceId }))]);
    return { backups, snapshots: [...new Map(found.flat().map((snapshot) => [snapshot.id, snapshot])).values()] };
  };
  return {
    kept,
    instance: async (id) =>
      (await instances({ DBInstanceIdentifier: id }).catch((error: unknown) => {
        if (isCalled(error, /^DBInstanceNotFound/)) return [];
        throw error;
      }))[0],
    instances: () => instances({}),
    snapshots: (instance) =>
      call("DescribeDBSnapshots", async ({ sdk, client, abortSignal }) =>
        (await all(sdk.paginateDescribeDBSnapshots({ client, pageSize: PER_PAGE }, { DBInstanceIdentifier: instance }, { abortSignal }))).flatMap(({ DBSnapshots = [] }) => DBSnapshots.map(toSnapshot)),
      ),
    takeSnapshot: ({ instance, id, tags }) =>
      call("CreateDBSnapshot", async ({ sdk, client, abortSignal }) => {
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        const { DBSnapshot } = await client.send(new sdk.CreateDBSnapshotCommand({ DBInstanceIdentifier: instance, DBSnapshotIdentifier: id, Tags }), { abortSignal });
        return toSnapshot(DBSnapshot ?? {});
      }),
    deleteSnapshot: (id) => call("DeleteDBSnapshot", async ({ sdk, client, abortSignal }) => void (await client.send(new sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id }), { abortSignal }))),
    events: (instance, minutes) =>
      call("DescribeEvents", async ({ sdk, client, abortSignal }) => {
        const pages = await all(sdk.paginateDescribeEvents({ client, pageSize: PER_PAGE }, { SourceType: "db-instance", SourceIdentifier: instance, Duration: minutes }, { abortSignal }));
        return pages.flatMap(({ Events = [] }) => Events.map(({ Date: at, Message }) => ({ at: at?.toISOString() ?? "", message: Message ?? "" })));
      }),
    parameters: (group) =>
      call("DescribeDBParameters", async ({ sdk, client, abortSignal }) => {
        const pages = await all(sdk.paginateDescribeDBParameters({ client, pageSize: PER_PAGE }, { DBParameterGroupName: group, Source: "user" }, { abortSignal }));
        const set = pages.flatMap(({ Parameters = [] }) => Parameters);
        return Object.fromEntries(set.flatMap(({ ParameterName, ParameterValue }) => (ParameterName === undefined || ParameterValue === undefined ? [] : [[ParameterName, ParameterValue]])));
      }),
    reboot: (id) => call("RebootDBInstance", async ({ sdk, client, abortSignal }) => void (await client.send(new sdk.RebootDBInstanceCommand({ DBInstanceIdentifier: id }), { abortSignal }))),
    modify: (id, { securityGroups, deletionProtection }) =>
      call("ModifyDBInstance", async ({ sdk, client, abortSignal }) => {
        const change = { VpcSecurityGroupIds: securityGroups === undefined ? undefined : [...securityGroups], DeletionProtection: deletionProtection };
        await client.send(new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier: id, ApplyImmediately: true, ...change }), { abortSignal });
      }),
  };
}

async function open({ region, endpoints }: Aws, { connectSeconds, answerSeconds }: RdsLimits): Promise<Opened> {
  // Which Node its later versions need is nothing to read at night; this version is pinned.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const { sdk } = await import("./rds-client.ts");
  const client = new sdk.RDSClient({
    region,
    ...(endpoints.rds === undefined ? {} : { endpoint: endpoints.rds }),
    maxAttempts: TRIES,
    requestHandler: { connectionTimeout: connectSeconds * 1000, requestTimeout: answerSeconds * 1000, throwOnRequestTimeout: true },
  });
  return { sdk, client };
}

type Thrown = { readonly name?: unknown; readonly Code?: unknown; readonly message?: unknown; readonly code?: unknown; readonly syscall?: unknown; readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number } };

const isCalled = (error: unknown, name: RegExp): boolean => isExpected(error) && name.test(String((error.cause as Thrown | undefined)?.name));

const silences = { stranger: "AWS_NOT_PROVEN", name: "AWS_NAME_UNKNOWN", silent: "AWS_SILENT" } as const;

/** An answer of AWS is a refusal, unless it says that AWS is in trouble itself; anything else is silence. */
function troubleOf(error: unknown, call: string, { region, endpoints }: Aws, limits: RdsLimits): FailoverError {
  if (isExpected(error)) return error;
  const { name, message, code, $metadata } = error as Thrown;
  const said = String(message);
  if (name === "CredentialsProviderError") return new FailoverError("AWS_NOT_SIGNED_IN", { call, reason: said }, { cause: error });
  const status = $metadata?.httpStatusCode;
  if (status !== undefined && status >= 400 && status < 500) return new FailoverError("AWS_REFUSED", { call, code: String(name), text: said }, { cause: error });
  const reason = status === undefined ? silenceIn(error, limits) : `it answered ${status}: ${said}`;
  const about = { call, endpoint: endpoints.rds ?? `https://rds.${region}.amazonaws.com`, reason };
  return new FailoverError(silences[faultNearby(String(code)) ?? "silent"], about, { cause: error });
}

/** Which limit was met, or how the connection ended: the SDK calls a cut one a timeout as well, and its own limit on the answer bears a system's code without a system's call. */
function silenceIn(error: unknown, { connectSeconds, answerSeconds }: RdsLimits): string {
  const { name, code, syscall, $metadata } = error as Thrown;
  const tries = ($metadata?.attempts ?? 1) > 1 ? `, tried ${$metadata?.attempts} times` : "";
  if (name !== "TimeoutError" || error instanceof DOMException) return connectionWords(error).text;
  if (code === undefined) return `no connection within ${connectSeconds} s${tries}`;
  return code === "ETIMEDOUT" && syscall === undefined ? `no answer within ${answerSeconds} s${tries}` : `${connectionWords(error).text}${tries}`;
}

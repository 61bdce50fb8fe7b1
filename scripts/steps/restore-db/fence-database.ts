import { FailoverError, isExpected } from "../../core/errors.ts";
import type { Json } from "../../core/journal.ts";
import { readLooked } from "../../core/restore-db/outputs.ts";
import type { Ports } from "../../ports.ts";
import type { Context, Step } from "../step.ts";
import { until } from "../until.ts";

const ID = "fence-database";
const LIMIT_SECONDS = 180;

/** Puts the broken database behind a security group that lets nobody in, and ends what connections it has. It is kept, and never deleted. */
export const fenceDatabase: Step = {
  id: ID,
  title: "Fence the broken database, and keep it",
  needs: ["look-at-database", "count-broken"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async ({ rds, clock }, context) => {
    const { broken, fenceGroup, gone } = readLooked(context.output("look-at-database"));
    if (gone === true) return undefined;
    const now = await rds.instance(broken.identifier);
    // Whether its connections were ended is not to be seen; that is done again.
    const noted = context.noted() as { readonly rebooted?: boolean } | undefined;
    return noted !== undefined && fenceGroup !== undefined && isOnly(now?.securityGroups, fenceGroup) ? fenced(clock, "it lets nobody in", noted.rebooted === true) : undefined;
  },
  run: async (ports, context) => {
    const { broken, fenceGroup, gone } = readLooked(context.output("look-at-database"));
    if (gone === true) return nothingToFence(ports, broken.identifier);
    if (fenceGroup === undefined) return notFenced(ports, "there is no security group that lets nobody in: bring the aws stack up with this kit, or set aws.fenceSecurityGroup");
    try {
      return await fence(ports, context, broken.identifier, fenceGroup);
    } catch (error) {
      // A database beyond repair may refuse every change; what cannot be reached needs no fence, and prove-writes knocks.
      if (!isExpected(error) || error.code !== "AWS_REFUSED") throw error;
      return notFenced(ports, error.advice.what);
    }
  },
};

/** Asked once more: it may be deleted in another region than this, or somebody may have made one of its name meanwhile. */
async function nothingToFence({ rds, clock, operator }: Ports, identifier: string): Promise<Json> {
  const now = await rds.instance(identifier);
  if (now !== undefined) throw new FailoverError("RDS_INSTANCE_BACK", { instance: identifier, status: now.status });
  const because = `AWS answers that it knows no ${identifier}: there is nothing there to fence`;
  operator.say(because);
  return { fenced: true, gone: true, because, at: clock.now().toISOString() };
}

async function fence({ rds, clock, operator }: Ports, { note }: Context, identifier: string, group: string): Promise<Json> {
  await rds.modify(identifier, { securityGroups: [group], deletionProtection: true });
  const door = { isShut: false };
  const { waitedSeconds } = await until(clock, { everySeconds: 2, limitSeconds: LIMIT_SECONDS }, async () => {
    const now = await rds.instance(identifier);
    operator.progress(ID, `security groups: ${now?.securityGroups.join(", ") ?? "gone"}`);
    door.isShut = now === undefined || isOnly(now.securityGroups, group);
    // While AWS is changing it, it refuses a reboot.
    return door.isShut && now?.status !== "modifying" ? true : undefined;
  });
  if (!door.isShut) return notFenced({ clock, operator }, `after ${Math.round(waitedSeconds)} s AWS still lets its former security groups stand`);
  // A security group cuts no connection that stands.
  const refusal = await rds.reboot(identifier).then(() => undefined, refused);
  await note({ group, rebooted: refusal === undefined });
  return fenced(clock, `it lets nobody in; ${refusal ?? "its connections are ended by a reboot"}`, refusal === undefined);
}

const refused = (error: unknown): string => {
  if (!isExpected(error) || error.code !== "AWS_REFUSED") throw error;
  return `connections that stood may stand until the application is started anew (${error.advice.what})`;
};

const isOnly = (groups: readonly string[] | undefined, group: string): boolean => groups?.length === 1 && groups[0] === group;
const fenced = (clock: Ports["clock"], because: string, rebooted: boolean): Json => ({ fenced: true, because, at: clock.now().toISOString(), rebooted });

function notFenced({ clock, operator }: Pick<Ports, "clock" | "operator">, because: string): Json {
  operator.say(`NOT FENCED: the broken database: ${because}`);
  return { fenced: false, because, at: clock.now().toISOString() };
}

import * as query from "../../core/catalogue-queries.ts";
import { FailoverError, isExpected } from "../../core/errors.ts";
import { sortExtensions } from "../../core/fidelity/provider-extensions.ts";
import { plainBytesOf, type Manifest } from "../../core/manifest.ts";
import { librariesLacking, librariesWanted } from "../../core/preloads.ts";
import { nameOnTarget, type RestoreJob } from "../../core/restore-job.ts";
import type { ExistingRole } from "../../core/restore-sql.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts, SqlSession } from "../../host-ports.ts";
import { eachInTurn } from "../all-ended.ts";
import { makeLocales } from "./make-locales.ts";
import { exists, LOBBY, refuseUnlessEmptyOrOurs, rolesHere, serverMajor, withSession } from "./inspect-target.ts";

/** What is known of a target that may be written to. */
export type FitTarget = {
  readonly major: number;
  readonly leftOut: readonly string[];
  readonly roles: readonly ExistingRole[];
  /** Libraries that the backup's settings would load, and this server has not got. */
  readonly lacking: ReadonlySet<string>;
};

const SESSIONS = 4;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** The plain dump and the database lie on the same disk; an older manifest does not say how large the database was. */
const bytesNeeded = ({ databases, objects }: Manifest): number => {
  const plain = plainBytesOf({ objects });
  const known = databases.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  return plain + known;
};

/** Whether backup and database fit on a disk with so much free, whatever an earlier attempt gives back. */
export const hasRoom = (manifest: Manifest, free: number): boolean => free >= bytesNeeded(manifest);

async function diskProblem(session: SqlSession, manifest: Manifest, { names, free }: { readonly names: readonly string[]; readonly free: number }): Promise<string | undefined> {
  // Half of an earlier attempt is removed before anything is loaded.
  let given = 0;
  for (const name of names) given += parseRows(rows.bytes, await session.ask(query.databaseBytes(name)), "its size")[0]?.bytes ?? 0;
  const needed = bytesNeeded(manifest);
  return free + given >= needed ? undefined : `the disk has ${gigabytes(free)} free; the database and its dump need ${gigabytes(needed)}`;
}

async function lackingHere(session: SqlSession, manifest: Manifest): Promise<ReadonlySet<string>> {
  const wanted = librariesWanted(manifest);
  if (wanted.length === 0) return new Set();
  return new Set(parseRows(rows.name, await session.ask(librariesLacking(wanted)), "its libraries").map(({ name }) => name));
}

/** Looks at everything that could make a restore fail halfway or harm somebody, and refuses with all of it at once; so much of the disk was free before anything was fetched. */
export async function fitTarget(ports: HostPorts, manifest: Manifest, job: RestoreJob, free: number): Promise<FitTarget> {
  const problems: FailoverError[] = [];
  const told: string[] = [];
  const look = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!isExpected(error)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const names = manifest.databases.map(({ name }) => nameOnTarget(manifest, name, job.database));
  // A session costs more than all that is asked in it.
  const { major, disk, available, roles, lacking, there } = await withSession(ports, LOBBY, async (session) => {
    const there: string[] = [];
    for (const name of names) if (await exists(session, name)) there.push(name);
    return {
      there,
      major: await look(() => serverMajor(session, manifest)),
      disk: await diskProblem(session, manifest, { names, free }),
      available: parseRows(rows.name, await session.ask(query.availableExtensions), "its extensions"),
      roles: await rolesHere(session),
      lacking: await lackingHere(session, manifest),
    };
  });
  await eachInTurn(there, SESSIONS, (name) => look(() => refuseUnlessEmptyOrOurs(ports, name, job.run)));
  if (disk !== undefined) told.push(disk);
  const wanted = [...new Set(manifest.databases.flatMap(({ extensions }) => extensions.map(({ name }) => name)))];
  const { leftOut, missing } = sortExtensions(wanted, new Set(available.map(({ name }) => name)));
  told.push(...missing.map((name) => `the extension ${name} is not on this server`), ...(await makeLocales(ports, manifest)));

  const [first, ...more] = problems;
  if (first !== undefined && more.length === 0 && told.length === 0) throw first;
  if (first !== undefined || told.length > 0 || major === undefined) throw new FailoverError("RESTORE_TARGET_REFUSED", { problems: [...problems.map(({ advice }) => advice.what), ...told] });
  return { major, leftOut, roles, lacking };
}

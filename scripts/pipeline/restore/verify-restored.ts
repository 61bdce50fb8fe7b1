import * as query from "../../core/catalogue-queries.ts";
import type { Catalogue } from "../../core/fidelity/catalogue.ts";
import { compareCatalogues, unexplained, type ClassFidelity } from "../../core/fidelity/compare.ts";
import type { Circumstances } from "../../core/fidelity/explain.ts";
import { sortExtensions } from "../../core/fidelity/provider-extensions.ts";
import type { DatabaseVerified, Verified } from "../../core/fidelity/verified.ts";
import type { Manifest, ManifestDatabase } from "../../core/manifest.ts";
import { nameOnTarget } from "../../core/restore-job.ts";
import { ownerOnTarget, superusersAmong } from "../../core/restore-sql.ts";
import { majorOf } from "../../core/server-version.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import { behindAsAtSource, differences } from "../../core/verification.ts";
import { remarksOn, unmadeTexts, type SecondTry } from "../../core/second-try.ts";
import type { HostPorts, SqlSession } from "../../host-ports.ts";
import { readCatalogue } from "../read-catalogue.ts";
import { surveyRestored } from "../survey-database.ts";
import { rolesHere, withSession } from "./inspect-target.ts";
import { keptCatalogue, keptManifest } from "./kept-facts.ts";
import { readSecondTries } from "./second-tries.ts";

/** Which restore is looked at, and under which names. */
export type Verifying = { readonly run: string; readonly manifestSha256: string; readonly database: { readonly name: string; readonly owner: string } };

async function circumstances(session: SqlSession, manifest: Manifest, database: ManifestDatabase, { targetOwner, tries }: { readonly targetOwner: string; readonly tries: readonly SecondTry[] }): Promise<Omit<Circumstances, "majors">> {
  const superusers = superusersAmong(await rolesHere(session));
  const available = parseRows(rows.name, await session.ask(query.availableExtensions), "its extensions");
  const { leftOut } = sortExtensions(database.extensions.map(({ name }) => name), new Set(available.map(({ name }) => name)));
  return {
    providerRoles: manifest.providerRoles,
    databaseOwner: ownerOnTarget(manifest, database, targetOwner, superusers),
    superusers: [...superusers],
    leftOut,
    tries,
  };
}

async function compareObjects(session: SqlSession, source: Catalogue, known: Omit<Circumstances, "majors">): Promise<readonly ClassFidelity[]> {
  const restored = await readCatalogue(session);
  return compareCatalogues(source, restored, { ...known, majors: { source: majorOf(source.serverVersion), restored: majorOf(restored.serverVersion) } });
}

type Remark = ClassFidelity["mapped"][number] & { readonly objects: string };

const withRemarks = (classes: readonly ClassFidelity[], remarks: readonly Remark[]): ClassFidelity[] =>
  classes.map((one) => ({ ...one, mapped: [...one.mapped, ...remarks.filter(({ objects }) => objects === one.objects).map(({ name, how }) => ({ name, how }))] }));

async function verifyDatabase(ports: HostPorts, manifest: Manifest, { run, database: target }: Verifying, place: number): Promise<DatabaseVerified> {
  const database = manifest.databases[place];
  if (database === undefined) throw new Error(`a manifest without a database at ${place}`);
  const name = nameOnTarget(manifest, database.name, target);
  const source = await keptCatalogue(ports, run, place);
  return withSession(ports, name, async (session) => {
    const restored = await surveyRestored(session);
    const tries = await readSecondTries(session);
    const known = await circumstances(session, manifest, database, { targetOwner: target.owner, tries });
    const classes = source === undefined ? [] : await compareObjects(session, source, known);
    const leftOut = new Set(known.leftOut);
    // Where each object is compared, how many there are says nothing more.
    const expected = { ...database, extensions: database.extensions.filter((extension) => !leftOut.has(extension.name)), ...(classes.length === 0 ? {} : { catalogue: {} }) };
    const found = [...differences(expected, restored), ...unexplained(classes)];
    const behind = behindAsAtSource(expected, restored).map((s) => ({ objects: "sequences", name: `${s.schema}.${s.sequence}`, how: `behind ${s.table}.${s.column}, as at the source: the next insert there fails, here as well` }));
    return {
      name,
      tables: restored.tables.length,
      rows: restored.tables.reduce((sum, table) => sum + table.rows, 0),
      // What was made by hand since is not missing any more.
      differences: found.length === 0 ? [] : [...found, ...unmadeTexts(tries)],
      classes: withRemarks(classes, [...behind, ...remarksOn(tries)]),
    };
  });
}

/** Compares what was restored on this host with what its manifest and its source's catalogue promise; asks neither the bucket nor for a key. */
export async function verifyRestored(ports: HostPorts, verifying: Verifying): Promise<Verified> {
  const manifest = await keptManifest(ports, verifying.run, verifying.manifestSha256);
  const databases: DatabaseVerified[] = [];
  for (const place of manifest.databases.keys()) databases.push(await verifyDatabase(ports, manifest, verifying, place));
  return { backup: manifest.id, databases };
}

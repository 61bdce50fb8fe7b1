import { sortExtensions } from "../fidelity/provider-extensions.ts";
import type { Finding } from "../readiness.ts";
import { majorOf } from "../server-version.ts";
import { amber, green, red } from "./finding.ts";

const CHECK = "mirror-image";

/** What the database role installs: PostgreSQL of this major version, from Debian, with the extensions of its own package. */
export const MIRROR_MAJOR = 17;
const inImage: ReadonlySet<string> = new Set(
  `amcheck autoinc bloom bool_plperl bool_plperlu btree_gin btree_gist citext cube dblink dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch
   hstore insert_username intagg intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap pg_prewarm pg_stat_statements pg_surgery
   pg_trgm pg_visibility pg_walinspect pgcrypto pgrowlocks pgstattuple plpgsql postgres_fdw refint seg sslinfo tablefunc tcn tsm_system_rows
   tsm_system_time unaccent uuid-ossp xml2`.split(/\s+/),
);

const DEBIANS = /(?:^|\/)debian-cloud\/|^debian-\d+/;

/** Debian's own image has none of the packages that the roles look for on the day, when nothing is downloaded; undefined where the mirror has another. */
export const debiansImage = (image: string): Finding | undefined =>
  DEBIANS.test(image) ? red(CHECK, `the mirror's machines are made from ${image}, which has neither PostgreSQL nor a cache: the roles would refuse them`, "bake an image ('the mirror's image' in docs/runbook.md), and name it in Pulumi.gcp.yaml") : undefined;

/** What a manifest tells of versions and extensions. */
export type Wanted = { readonly serverVersion: string; readonly clientVersion: string; readonly extensions: readonly string[] };

/** Whether the mirror's image can take what the newest backup holds. `more` are extensions that the company's own image adds. */
export function imageFinding({ serverVersion, clientVersion, extensions }: Wanted, more: readonly string[]): Finding {
  if (majorOf(clientVersion) > MIRROR_MAJOR) return red(CHECK, `backups are written by pg_dump ${clientVersion}; the mirror has PostgreSQL ${MIRROR_MAJOR}, which cannot read them`, `give the mirror's image PostgreSQL ${majorOf(clientVersion)}, or the exporter's host a client of ${MIRROR_MAJOR}`);
  const { leftOut, missing } = sortExtensions(extensions.toSorted(), new Set([...inImage, ...more]));
  if (missing.length > 0) return red(CHECK, `the database uses ${missing.join(", ")}, and nothing says that the mirror's image has ${missing.length === 1 ? "it" : "them"}: the restore would fail`, "bring the packages into the image, and name the extensions under database.extensions in failover.yaml");
  const says = `PostgreSQL ${serverVersion} into ${MIRROR_MAJOR}, with ${extensions.length === 1 ? "its one extension" : `all ${extensions.length} extensions`}`;
  if (leftOut.length > 0) return amber(CHECK, `${says} but ${leftOut.join(", ")}, which only Amazon's servers have`, "see that the service does without them: restore-data leaves them behind");
  return green(CHECK, says);
}

import { quoted } from "../../commands/quote.ts";
import { databaseMachine, databasesOf, here, on, say, ssh, storageAddress, type Instructions, type Place } from "./by-hand.ts";

const folder = "/var/lib/postgresql/restore";

export const chooseBackup: Instructions = (place) => {
  const { settings } = place;
  const { service, storage } = settings;
  return {
    does: [
      on(here, `gcloud storage ls --long 'gs://${storage.buckets.exports}/${service}/*/manifest.json' | sort -k2 | tail -5`),
      say("The last line is the newest. Its folder is called like `20261123T080700Z-0a1b2c`; if the check below fails, take the one before."),
      on(
        here,
        "BACKUP=<folder>",
        `gcloud storage cp "gs://${storage.buckets.exports}/${service}/$BACKUP/manifest.*" .`,
        `openssl pkeyutl -verify -pubin -inkey ${quoted(settings.export.signer)} -rawin -in manifest.json -sigfile <(base64 -d manifest.sig)`,
        `jq -r '.id, .snapshotAt' manifest.json`,
      ),
      say(`The public key in \`${settings.export.signer}\` is printed in the chapter on keys. Write the second of the last two lines on the sheet: everything that customers saved until then comes back, and nothing after it.`),
    ],
    good: "`Signature Verified Successfully`, and the id is the folder's name.",
    otherwise: "A signature that does not hold means that the backup is not the exporter's or was changed: take the one before, and keep this one for the inquiry.",
    minutes: 5,
  };
};

/** What the manifest says, as lists that need nothing but curl, age and PostgreSQL on the other machine. */
function lists(place: Place): readonly string[] {
  const { exports } = place.settings.storage.buckets;
  const file = '(.name | split("/") | last)';
  const name = 'gsub("\\""; "\\"\\"")';
  return [
    `jq -r '.objects[] | "url = \\"${storageAddress(place)}/storage/v1/b/${exports}/o/\\(.name | @uri)?alt=media\\"", "output = \\"\\${file}\\""' manifest.json > fetch.curl`,
    `jq -r '.objects[] | "\\(.sha256)  \\${file}"' manifest.json > sealed.sha256`,
    `jq -r '.objects[] | "\\(.plainSha256)  \\(.database)/\\(.path)"' manifest.json > plain.sha256`,
    `jq -r '.objects[] | "mkdir -p \\(.database | @sh) && age -d -i /dev/shm/operations.key -o \\(.database + "/" + .path | @sh) \\${file}"' manifest.json > open.sh`,
    `jq -r '(.roles[].name, .providerRoles[]) | "CREATE ROLE \\"" + ${name} + "\\" NOLOGIN;"' manifest.json > roles.sql`,
    `jq -r '.roles[] | .name as $member | .memberOf[] | select(.role != "postgres") | "GRANT \\"" + (.role | ${name}) + "\\" TO \\"" + ($member | ${name}) + "\\";"' manifest.json >> roles.sql`,
  ];
}

export const restoreData: Instructions = (place) => {
  const { settings } = place;
  const { owner } = settings.database;
  const databases = databasesOf(place);
  return {
    does: [
      say("Make the lists that the other machine needs, and take them and the operations key there. The key goes into memory, never onto a disk."),
      on(
        here,
        ...lists(place),
        `tar -cf - *.curl *.sha256 open.sh roles.sql | ${ssh(place, "$DATABASE")} 'sudo mkdir -p -m 700 ${folder} && sudo tar -xf - -C ${folder}'`,
        `${ssh(place, "$DATABASE")} 'sudo install -m 600 /dev/stdin /dev/shm/operations.key' < ${place.settings.recovery.identity}`,
        `gcloud auth print-access-token | ${ssh(place, "$DATABASE")} 'sudo install -m 600 /dev/stdin /dev/shm/token'`,
      ),
      say("Fetch, check, open, check again."),
      on(
        databaseMachine,
        `cd ${folder}`,
        `curl --parallel --fail --silent --show-error --config fetch.curl --config <(printf 'header = "Authorization: Bearer %s"\\n' "$(cat /dev/shm/token)")`,
        "sha256sum --check --quiet sealed.sha256 && sh -e open.sh && sha256sum --check --quiet plain.sha256 && echo sound",
        `for tar in */pack-*.tar; do [ -e "$tar" ] && tar -xf "$tar" -C "$(dirname "$tar")" && rm "$tar"; done; rm /dev/shm/operations.key /dev/shm/token; chown -R postgres .`,
      ),
      say("Load it. Where indexes of partitions are attached, one worker builds the indexes: several would end in a deadlock. Words about roles or extensions that begin with `rds` are to be expected; anything else is written down and looked at before writes are opened."),
      on(
        databaseMachine,
        "cd /; psql='runuser -u postgres -- psql -X -q'",
        `$psql -d postgres < ${folder}/roles.sql`,
        ...databases.flatMap((name) => [
          `runuser -u postgres -- createdb --template=template0 --owner=${quoted(owner)} ${quoted(name)} 2>/dev/null || $psql -d ${quoted(name)} -Atc 'SELECT count(*) FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $$public$$)'`,
          `runuser -u postgres -- pg_restore --section=pre-data --section=data --jobs="$(nproc)" --dbname=${quoted(name)} ${folder}/${quoted(name)}`,
          `runuser -u postgres -- pg_restore --section=post-data --jobs="$(pg_restore --list ${folder}/${quoted(name)} | grep -q 'INDEX ATTACH' && echo 1 || nproc)" --dbname=${quoted(name)} ${folder}/${quoted(name)}`,
          `runuser -u postgres -- vacuumdb --analyze-only --jobs="$(nproc)" ${quoted(name)}`,
        ]),
        "rm -f /etc/postgresql/17/main/conf.d/50-restore.conf && systemctl restart postgresql@17-main",
      ),
    ],
    good: "`sound` after the checks; of the load at most lines about roles and extensions of Amazon's; and a restart without complaint. A number instead of silence where the database is made means that it was there: it must be 0.",
    otherwise: "A hash that does not match: fetch that one file again; if it stays so, the backup is damaged: take the one before. A load that was cut off: `dropdb` that database, make it again, load again.",
    minutes: 60,
  };
};

/** One question for each table, which is silent where the count is right. */
const countsOf = (name: string): string =>
  `jq -r --arg db ${quoted(name)} 'def q: "\\"" + gsub("\\""; "\\"\\"") + "\\""; .databases[] | select(.name == $db) | .tables[] | "SELECT $$\\(.schema).\\(.name)$$ AS differs, \\(.rows) AS in_the_backup, count(*) AS here FROM ONLY \\(.schema | q).\\(.name | q) HAVING count(*) <> \\(.rows);"' manifest.json > counts-${quoted(name)}.sql`;

export const verifyData: Instructions = (place) => ({
  does: databasesOf(place).map((name) =>
    on(here, countsOf(name), `${ssh(place, "$DATABASE")} "sudo -u postgres psql -X -q -t -d ${quoted(name)}" < counts-${quoted(name)}.sql`),
  ),
  good: "Not a single line: each table has as many rows as the manifest says.",
  otherwise: "A line names a table, how many rows the backup has and how many are here. Do not open writes before it is explained.",
  minutes: 10,
});

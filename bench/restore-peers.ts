import { bucket } from "../lab/site/buckets.ts";
import { world } from "../lab/site/world.ts";
import type { Workbench } from "../lab/workbench/workbench.ts";

const SECONDS = 1200;
const WORK = "/var/lib/postgresql/by-hand";
const IDENTITY = "/root/operations.age";
const address = (name: string): string => `${world.storageEndpoint}/storage/v1/b/${bucket("exports")}/o/${encodeURIComponent(name)}?alt=media`;
const asPostgres = "runuser --user postgres --";
const database = world.database.name;

/** What an expert would type on a target that is tuned for a restore: everything in parallel, one pg_restore, statistics, and back to production. */
const handTuned = (manifest: string): string => `set -eu
mkdir -p ${WORK}
curl --silent --show-error --fail '${address(manifest)}' > /root/manifest.json
python3 -c 'import json, urllib.parse
for one in json.load(open("/root/manifest.json"))["objects"]:
    print("${world.storageEndpoint}/storage/v1/b/${bucket("exports")}/o/" + urllib.parse.quote(one["name"], safe="") + "?alt=media", one["path"])' > /root/list
xargs --arg-file=/root/list --max-lines=1 --max-procs=4 sh -c 'set -e; curl --silent --show-error --fail "$0" | age --decrypt --identity ${IDENTITY} --output "${WORK}/$1"'
for pack in ${WORK}/*.tar; do [ ! -e "$pack" ] || { tar --extract --file="$pack" --directory=${WORK}; rm "$pack"; }; done
chown --recursive postgres ${WORK}
${asPostgres} dropdb ${database}
${asPostgres} createdb --template=template0 --owner=${world.database.owner} ${database}
${asPostgres} pg_restore --jobs=$(nproc) --no-owner --no-privileges --dbname=${database} ${WORK}
${asPostgres} vacuumdb --quiet --analyze-only --jobs=$(nproc) --dbname=${database}
rm -rf ${WORK} /etc/postgresql/17/main/conf.d/50-failover-restore.conf
systemctl restart postgresql@17-main`;

/** What is typed without much thought: a plain dump into psql, as the server is, and statistics. */
const naive = (name: string): string => `set -eu
${asPostgres} dropdb ${database}
${asPostgres} createdb --template=template0 --owner=${world.database.owner} ${database}
curl --silent --show-error --fail '${address(name)}' | age --decrypt --identity ${IDENTITY} | ${asPostgres} psql --no-psqlrc --quiet --output=/dev/null --dbname=${database}
${asPostgres} psql --no-psqlrc --quiet --dbname=${database} --command=ANALYZE`;

const PLAIN = "by-hand/plain.sql.age";

/** Puts an encrypted plain dump beside the backups, for the one who restores without much thought. */
export async function uploadPlainDump({ exporter, source }: Workbench): Promise<void> {
  const upload = `${world.storageEndpoint}/upload/storage/v1/b/${bucket("exports")}/o?uploadType=media&name=${encodeURIComponent(PLAIN)}`;
  const typed = `set -eu
pg_dump --no-owner --no-privileges --host=${source.address} --username=exporter --dbname=${database} | age --encrypt --recipients-file /etc/failover-export/keys/operations.pub --output /var/tmp/plain.age
curl --silent --show-error --fail --output /dev/null --data-binary @/var/tmp/plain.age --header 'content-type: application/octet-stream' '${upload}'
rm /var/tmp/plain.age`;
  await exporter.run(["sh", "-c", typed], { timeoutSeconds: SECONDS });
}

/** One restore by hand, timed from the first byte asked for to the last command's end; the target is made anew before, which is not timed. */
export async function byHand({ target, keys }: Workbench, how: "hand-tuned" | "naive", backup: string): Promise<number> {
  await target.makeAnew();
  await target.host.write(IDENTITY, keys.operations.privateKey, { mode: 0o600 });
  if (how === "naive") {
    await target.run(["sh", "-c", "rm /etc/postgresql/17/main/conf.d/*-failover-*.conf; systemctl restart postgresql@17-main"]);
  }
  const from = performance.now();
  await target.run(["sh", "-c", how === "naive" ? naive(PLAIN) : handTuned(`${world.service}/${backup}/manifest.json`)], { timeoutSeconds: SECONDS });
  return performance.now() - from;
}

import { bucket } from "../lab/site/buckets.ts";
import { world } from "../lab/site/world.ts";
import type { Workbench } from "../lab/workbench/workbench.ts";

const SECONDS = 1200;
const WORK = "/var/lib/postgresql/by-hand";
const IDENTITY = "/root/operations.age";
const SIGNER = "/root/exporter.pub";
const objects = `${world.storageEndpoint}/storage/v1/b/${bucket("exports")}/o`;
const address = (name: string): string => `${objects}/${encodeURIComponent(name)}?alt=media`;
const asPostgres = "runuser --user postgres --";
const database = world.database.name;
const get = "curl --silent --show-error --fail";

/** Reads the manifest: what to fetch, the largest first, with each object's hash; the roles that are not here yet; and what takes the provider's own roles out again. */
const READ_MANIFEST = `
import json, urllib.parse
manifest = json.load(open("/root/manifest.json"))
here = set(open("/root/roles").read().split())
quoted = lambda name: '"' + name.replace('"', '""') + '"'
with open("/root/list", "w") as file:
    for one in sorted(manifest["objects"], key=lambda one: -one["bytes"]):
        print("${objects}/" + urllib.parse.quote(one["name"], safe="") + "?alt=media", one["path"], one["sha256"], file=file)
with open("/root/roles.sql", "w") as file:
    for role in manifest["roles"]:
        if role["name"] not in here:
            words = [("" if role[key] else "NO") + word for key, word in (("inherit", "INHERIT"), ("createDatabase", "CREATEDB"), ("createRole", "CREATEROLE"), ("bypassRowSecurity", "BYPASSRLS"))]
            print("CREATE ROLE", quoted(role["name"]), "NOLOGIN", *words, ";", file=file)
    for name in manifest["providerRoles"]:
        print("CREATE ROLE", quoted(name), "NOLOGIN;", file=file)
    for role in manifest["roles"]:
        for group in role["memberOf"]:
            print("GRANT", quoted(group["role"]), "TO", quoted(role["name"]), ";", file=file)
with open("/root/provider.sql", "w") as file:
    for name in map(quoted, manifest["providerRoles"]):
        print("REASSIGN OWNED BY", name, "TO ${world.database.owner}; DROP OWNED BY", name, "; DROP ROLE", name, ";", file=file)
`;

/**
 * What a careful expert would type on a target that is tuned for a restore: the signature of the manifest; all objects four at a time, each fetched, compared with its
 * hash and decrypted; the packs unpacked; the source's roles; one pg_restore with a job for each processor, owners and grants with it; statistics; the provider's
 * roles out again; production settings with their restart. Nothing waits for anything that it does not need, but one command follows the other.
 */
const handTuned = (backup: string): string => `set -euo pipefail
mkdir -p ${WORK}
${get} '${address(`${backup}/manifest.sig`)}' | base64 --decode > /root/manifest.sig
${get} '${address(`${backup}/manifest.json`)}' > /root/manifest.json
openssl pkeyutl -verify -pubin -inkey ${SIGNER} -rawin -in /root/manifest.json -sigfile /root/manifest.sig > /dev/null
${asPostgres} psql --no-psqlrc --tuples-only --no-align --command='SELECT rolname FROM pg_roles' > /root/roles
python3 -c '${READ_MANIFEST.replaceAll("'", `'\\''`)}'
xargs --arg-file=/root/list --max-lines=1 --max-procs=4 sh -c 'set -e
  ${get} --output "${WORK}/$1.age" "$0"
  echo "$2  ${WORK}/$1.age" | sha256sum --check --status
  age --decrypt --identity ${IDENTITY} --output "${WORK}/$1" "${WORK}/$1.age"
  rm "${WORK}/$1.age"'
for pack in ${WORK}/*.tar; do [ ! -e "$pack" ] || { tar --extract --file="$pack" --directory=${WORK}; rm "$pack"; }; done
chown --recursive postgres ${WORK}
${asPostgres} dropdb ${database}
${asPostgres} createdb --template=template0 --owner=${world.database.owner} ${database}
${asPostgres} psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 < /root/roles.sql
${asPostgres} pg_restore --jobs=$(nproc) --exit-on-error --dbname=${database} ${WORK}
${asPostgres} vacuumdb --quiet --analyze-only --jobs=$(nproc) --dbname=${database}
${asPostgres} psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname=${database} < /root/provider.sql
rm -rf ${WORK} /etc/postgresql/17/main/conf.d/50-failover-restore.conf
systemctl restart postgresql@17-main`;

/** What is typed without much thought: a plain dump into psql, as the server is, and statistics; no hash, no owners, no grants. */
const naive = (name: string): string => `set -eu
${asPostgres} dropdb ${database}
${asPostgres} createdb --template=template0 --owner=${world.database.owner} ${database}
${get} '${address(name)}' | age --decrypt --identity ${IDENTITY} | ${asPostgres} psql --no-psqlrc --quiet --output=/dev/null --dbname=${database}
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
  await target.host.write(SIGNER, keys.exporter.publicKey);
  if (how === "naive") {
    await target.run(["sh", "-c", "rm /etc/postgresql/17/main/conf.d/*-failover-*.conf; systemctl restart postgresql@17-main"]);
  }
  const from = performance.now();
  await target.run(["bash", "-c", how === "naive" ? naive(PLAIN) : handTuned(`${world.service}/${backup}`)], { timeoutSeconds: SECONDS });
  return performance.now() - from;
}

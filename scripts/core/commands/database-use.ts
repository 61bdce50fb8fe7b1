import { occupancy } from "../catalogue-queries.ts";
import type { Command } from "./command.ts";
import { sshRun, type SshTarget } from "./ssh.ts";

const SECONDS = 60;
/** The system's own databases have lower numbers. */
const FIRST_OF_A_COMPANY = 16384;

/** Needs nothing on the host that a kit would have put there: it may be fresh, or hold an older kit. */
const script = `set -eu
units=$(systemctl list-units --plain --no-legend --full --state=active,activating,deactivating,reloading 'failover-restore-*' | awk '{ printf "%s\\"%s\\"", (NR > 1 ? "," : ""), $1 }')
tell() { printf '{"server":"%s","units":[%s]%s}\\n' "$1" "$units" "$2"; }
command -v pg_isready >/dev/null || { tell absent ''; exit; }
ready=0
pg_isready --quiet || ready=$?
if [ "$ready" = 1 ]; then tell starting ''; exit; fi
if [ "$ready" != 0 ]; then
  databases=$(find /var/lib/postgresql/*/*/base -mindepth 1 -maxdepth 1 -name '[0-9]*' -printf '%f\\n' 2>/dev/null | awk '$1 >= ${FIRST_OF_A_COMPANY}' | wc -l)
  tell stopped ",\\"databases\\":$databases"
  exit
fi
database=$(runuser -u postgres -- psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --set name="$1" --dbname postgres <<'SQL'
SELECT count(*) > 0 AS there FROM pg_catalog.pg_database WHERE datname = :'name' \\gset
\\if :there
\\connect :"name"
SELECT pg_catalog.to_regclass('failover_kit.restored') IS NOT NULL AS ours \\gset
\\set marker null
\\if :ours
SELECT coalesce((SELECT json_build_object('run', run, 'backup', backup) FROM failover_kit.restored LIMIT 1)::text, 'null') AS marker \\gset
\\endif
SELECT json_build_object('ours', ours, 'relations', relations, 'marker', :'marker'::json, 'clients',
  (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database() AND backend_type = 'client backend' AND client_addr IS NOT NULL))
FROM (${occupancy.trim()}) AS occupancy;
\\else
SELECT 'null';
\\endif
SQL
)
tell running ",\\"database\\":$database"
`;

/** Asks a database host what runs there, what a database of this name holds, and who is connected to it. */
export const askDatabaseUse = (target: SshTarget, database: string): Command =>
  sshRun(target, ["sudo", "sh", "-s", "--", database], { timeoutSeconds: SECONDS, input: script });

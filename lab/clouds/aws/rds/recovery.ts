/**
 * How a server reads another's log: alone, sending none of its own. It must not insist on the source's limits either, which a smaller parameter group
 * may not have: without a hot standby it does not. https://www.postgresql.org/docs/17/hot-standby.html#HOT-STANDBY-ADMIN
 */
export function recoverySettings(until: Date | "latest"): string {
  return [
    "listen_addresses = ''",
    "hot_standby = off",
    "archive_mode = off",
    "restore_command = 'cp /var/lib/rds/restore/%f %p'",
    ...(until === "latest" ? [] : [`recovery_target_time = '${numericZone(until)}'`, "recovery_target_action = 'promote'"]),
    "",
  ].join("\n");
}

// When the server reads its settings it does not know the names of time zones yet, not even Z.
const numericZone = (at: Date): string => at.toISOString().replace("T", " ").replace("Z", "+00");

/** Starts the unit ($1) and waits until its server (port $2) stands by itself, for $3 seconds; ends with 3 where the log ended before the time asked for. */
export const UNTIL_IT_STANDS = `
log=/var/log/postgresql/postgresql-17-main.log
before=$(stat -c %s "$log" 2>/dev/null || echo 0)
systemctl reset-failed "$1" 2>/dev/null
systemctl start --no-block "$1"
deadline=$(($(date +%s) + $3))
while [ "$(date +%s)" -lt "$deadline" ]; do
  [ "$(runuser -u postgres -- psql -XAtq -p "$2" postgres -c 'SELECT pg_is_in_recovery()' 2>/dev/null)" = f ] && exit 0
  if systemctl is-failed --quiet "$1"; then
    said=$(tail -c "+$((before + 1))" "$log")
    echo "$said" | grep -q 'before configured recovery target was reached' && exit 3
    echo "$said" | tail -n 5 >&2
    exit 1
  fi
  sleep 0.1
done
echo "it does not stand after $3 s" >&2
exit 1`;

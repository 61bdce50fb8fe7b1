import type { Command } from "./command.ts";

/** How many processors this host may use. */
export const cores: Command = { file: "nproc", args: [], timeoutSeconds: 10 };

/** Lets the database server's own user read what root has put there. */
export const giveToPostgres = (directory: string): Command => ({ file: "chown", args: ["--recursive", "postgres:postgres", directory], timeoutSeconds: 60 });

/** Lets a process go before all others: by its priority, and where Linux weighs sessions against each other (sched_autogroup_enabled), by its session's. */
export const putFirst = (pid: number): Command => ({
  file: "sh",
  args: ["-c", 'renice -n "$2" -p "$1" && { [ ! -e "/proc/$1/autogroup" ] || echo "$2" >"/proc/$1/autogroup"; }', "sh", String(pid), "-10"],
  timeoutSeconds: 10,
});

/** How a unit ended, by systemd's own three words: its result, and of its main process how and with what it ended. */
export type UnitEnd = { readonly result: string; readonly code: string; readonly status: string };

const results: ReadonlySet<string> = new Set(["success", "protocol", "timeout", "exit-code", "signal", "core-dump", "watchdog", "exec-condition", "oom-kill", "start-limit-hit", "resources"]);

/** The three words as the unit's last command wrote them; undefined for anything else. */
export function readUnitEnd(text: string): UnitEnd | undefined {
  const [, result, code = "", status = ""] = /^([a-z-]+)(?: ([a-z]+))?(?: (\w+))?\s*$/.exec(text) ?? [];
  return result === undefined || !results.has(result) ? undefined : { result, code, status };
}

/** What that means, and where one looks for its cause. https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html ($SERVICE_RESULT) */
export function endInWords({ result, code, status }: UnitEnd, unit: string): { readonly because: string; readonly look: string } {
  const journal = `look there with 'journalctl --unit ${unit}'`;
  switch (result) {
    case "timeout":
      return { because: "its time was up, and systemd ended it", look: `${journal} how far it came and what it waited for; it gets the same time again` };
    case "oom-kill":
      return { because: "the host ran out of memory, and the kernel killed it", look: "look there with 'journalctl --dmesg --grep oom' what else used the memory, and end that or take a larger machine" };
    case "signal":
      return { because: `a signal ended it (${status}), sent by a person or a program there`, look: `${journal} and 'last' who was there` };
    case "core-dump":
      return { because: `it crashed (${status})`, look: `look there with 'coredumpctl info' and 'journalctl --unit ${unit}'` };
    case "watchdog":
      return { because: "it gave no sign of life for as long as systemd's watchdog waits", look: `${journal} what it was at` };
    case "exit-code":
      return { because: `it ended by itself, with status ${status}`, look: journal };
    case "success":
      return { because: code === "exited" ? "it ended by itself" : "it was stopped, by 'systemctl stop' or because the host shut down", look: `${journal} and 'last -x' whether the host was restarted` };
    default:
      return { because: `systemd calls it '${result}'`, look: journal };
  }
}

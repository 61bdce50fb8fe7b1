import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Command } from "../../../scripts/core/commands/command.ts";
import { askWork, beginWork, bringWork, followWork, readWorkWord, type RemoteWork } from "../../../scripts/core/commands/remote-unit.ts";

const target = { address: "10.20.1.2", user: "admin", identityFile: "/keys/ssh", knownHosts: "/run/known_hosts" };
const work = (command: string, more: Partial<RemoteWork> = {}): RemoteWork => ({ unit: "failover-search-r1-1", user: "shop", limitSeconds: 60, command, variables: { FAILOVER_SINCE: "2026-11-25T08:00:00.000Z" }, ...more });

/** A systemd in miniature: runs the program in the background and tells its end as the real one does. */
const systemdRun = `#!/bin/sh
while :; do case "$1" in
  --unit=*) unit=\${1#--unit=} ;;
  --property=StandardOutput=append:*) out=\${1#--property=StandardOutput=append:} ;;
  --property=ExecStopPost=*) post=\${1#--property=ExecStopPost=+} ;;
  --setenv=*) export "\${1#--setenv=}" ;;
  --*) ;;
  *) break ;;
esac; shift; done
touch "$UNITS/$unit.service"
( "$@" >>"$out" 2>&1; status=$?
  if [ $status = 0 ]; then SERVICE_RESULT=success; else SERVICE_RESULT=exit-code; fi
  export SERVICE_RESULT EXIT_CODE=exited EXIT_STATUS=$status
  eval "$post"; rm "$UNITS/$unit.service" ) </dev/null >/dev/null 2>&1 &
`;
const systemctl = `#!/bin/sh
for name; do :; done
if [ -e "$UNITS/$name" ]; then echo active; else echo inactive; exit 3; fi
`;

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "host-"));
  mkdirSync(join(root, "bin"));
  mkdirSync(join(root, "units"));
  for (const [name, text] of [["systemd-run", systemdRun], ["systemctl", systemctl], ["sudo", '#!/bin/sh\nexec "$@"\n']] as const) {
    writeFileSync(join(root, "bin", name), text);
    chmodSync(join(root, "bin", name), 0o755);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

/** What ssh would have the host's shell do. */
function onHost({ args, input }: Command): string {
  const { stdout, stderr, status } = spawnSync("sh", ["-c", (args.at(-1) ?? "").replaceAll("/var/lib/failover", root)], {
    env: { PATH: `${root}/bin:${process.env["PATH"] ?? ""}`, UNITS: join(root, "units") },
    input: typeof input === "string" ? input : "",
    encoding: "utf8",
    timeout: 20_000,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
function begun(one: RemoteWork): void {
  onHost(bringWork(target, one));
  onHost(beginWork(target, one));
}
const followed = (one: RemoteWork, from = 0) => heard(one, from).filter((word) => word !== "running");
const heard = (one: RemoteWork, from = 0) => onHost(followWork(target, one, from, 60)).trimEnd().split("\n");

describe("work on a host", () => {
  test("is followed line by line to its end, with what it was told by its environment", () => {
    const one = work(`echo "since $FAILOVER_SINCE"; echo 'it''s "quoted" \\$5 %h $$' >/dev/null; echo done`);
    begun(one);
    expect(followed(one)).toEqual(["line 1 since 2026-11-25T08:00:00.000Z", "line 2 done", "end success exited 0"]);
  });

  test("that could not write down its end, as on a full disk, is gone, and not lost from sight", () => {
    const one = work("echo once");
    begun(one);
    followed(one);
    writeFileSync(join(root, "units", one.unit, "ended"), "");
    expect(followed(one)).toEqual(["line 1 once", "gone"]);
    expect(onHost(askWork(target, one)).trim()).toBe("gone");
  });

  test("is not begun twice, however often it is asked for", () => {
    const one = work("echo once");
    begun(one);
    followed(one);
    begun(one);
    expect(followed(one)).toEqual(["line 1 once", "end success exited 0"]);
  });

  test("is taken up where it was left: lines seen already are not shown again", () => {
    const one = work("echo a; echo b; echo c; exit 3");
    begun(one);
    followed(one);
    expect(followed(one, 2)).toEqual(["line 3 c", "end exit-code exited 3"]);
  });

  test("says that it is at work while it is silent, so that silence means a lost connection", () => {
    const one = work("echo a; sleep 1.5");
    begun(one);
    expect(heard(one, 1)).toContain("running");
    expect(heard(one)).toEqual(["line 1 a", "end success exited 0"]);
  });

  test("is asked after without waiting: never begun, running, ended, and gone without a word", () => {
    const one = work("while [ ! -e go ]; do sleep 0.05; done");
    expect(onHost(askWork(target, one)).trim()).toBe("never");
    expect(followed(one)).toEqual(["never"]);
    begun({ ...one, command: `while [ ! -e ${root}/go ]; do sleep 0.05; done` });
    expect(onHost(askWork(target, one)).trim()).toBe("running");
    writeFileSync(join(root, "go"), "");
    expect(followed(one)).toEqual(["end success exited 0"]);
    expect(onHost(askWork(target, one)).trim()).toBe("end success exited 0");
    rmSync(join(root, "units", one.unit, "ended"));
    expect(onHost(askWork(target, one)).trim()).toBe("gone");
    expect(followed(one)).toEqual(["gone"]);
  });

  test("its command lies on the host byte for byte", () => {
    const one = work("printf '%s\\n' \"$HOME\" `date` 'é'\n");
    onHost(bringWork(target, one));
    expect(readFileSync(join(root, "units", `${one.unit}.command`), "utf8")).toBe(one.command);
    expect(() => execFileSync("sh", ["-n", join(root, "units", `${one.unit}.command`)])).not.toThrow();
  });
});

test.each([
  ["line 12 40 % of the products", { kind: "line", number: 12, text: "40 % of the products" }],
  ["line 13 ", { kind: "line", number: 13, text: "" }],
  ["end success exited 0", { kind: "end", succeeded: true, how: "success exited 0" }],
  ["end timeout killed TERM", { kind: "end", succeeded: false, how: "timeout killed TERM" }],
  ["gone", { kind: "gone" }],
  ["running", { kind: "running" }],
  ["Warning: Permanently added '10.20.1.2'", undefined],
])("'%s' is read", (line, word) => {
  expect(readWorkWord(line)).toEqual(word);
});

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { show } from "../../../scripts/core/commands/command.ts";
import { remoteLine, sshRun } from "../../../scripts/core/commands/ssh.ts";

const target = { address: "10.20.1.1", user: "admin", identityFile: "/project/keys/ssh", knownHosts: "/project/my runs/known_hosts" };

test("asks nothing, holds to the keys seen first, and shares a connection", () => {
  const command = sshRun(target, ["systemctl", "is-active", "failover restore"], { timeoutSeconds: 30 });
  expect(show(command)).toBe(
    "ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=3 -o IdentitiesOnly=yes -o StrictHostKeyChecking=accept-new " +
      `-o 'UserKnownHostsFile="/project/my runs/known_hosts"' -o ControlMaster=auto -o ControlPersist=60 -o 'ControlPath=ssh-%C' ` +
      "-i /project/keys/ssh -- admin@10.20.1.1 'systemctl is-active '\\''failover restore'\\'''",
  );
  expect(command).toMatchObject({ cwd: "/project/my runs", timeoutSeconds: 30 });
});

test("passes input on without showing it", () => {
  const command = sshRun(target, ["tee", "/etc/shop/mode"], { timeoutSeconds: 5, input: "read-only\n" });
  expect(command.input).toBe("read-only\n");
  expect(show(command)).not.toContain("read-only");
});

test("a remote shell takes the line apart into the same words, whatever they hold", () => {
  const word = fc.oneof(fc.string(), fc.constantFrom("", "~", "$HOME", "a b", "it's", '"', "`id`", "*", "-n", "<x>", "A=b", "new\nline", "\\", "!"));
  const words = fc.array(word.filter((text) => !text.includes("\0")), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(words, (argv) => {
      const heard = execFileSync("sh", ["-c", `printf '%s\\0' ${remoteLine(argv)}`], { encoding: "utf8" });
      expect(heard.split("\0").slice(0, -1)).toEqual(argv);
    }),
    { numRuns: 60 },
  );
});

test("a first word that looks like an assignment is a program's name all the same", () => {
  expect(remoteLine(["A=b", "--jobs=4"])).toBe("'A=b' '--jobs=4'");
});

import { expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import { endInWords, readUnitEnd } from "../../scripts/core/unit-end.ts";

test.each<[string, RegExp, RegExp]>([
  ["timeout killed TERM", /its time was up/, /journalctl --unit u'/],
  ["oom-kill killed KILL", /ran out of memory/, /journalctl --dmesg --grep oom'.*larger machine/],
  ["signal killed KILL", /a signal ended it \(KILL\)/, /'last'/],
  ["core-dump dumped SEGV", /it crashed \(SEGV\)/, /coredumpctl/],
  ["watchdog dumped ABRT", /no sign of life/, /journalctl/],
  ["exit-code exited 3", /ended by itself, with status 3/, /journalctl/],
  ["success killed TERM", /it was stopped, by 'systemctl stop' or because the host shut down/, /'last -x'/],
  ["success exited 0\n", /it ended by itself/, /journalctl/],
  ["resources", /systemd calls it 'resources'/, /journalctl/],
])("'%s' is said in words, with where to look", (told, because, look) => {
  const end = readUnitEnd(told);
  if (end === undefined) throw new Error(`nothing was read from ${told}`);
  expect(endInWords(end, "u")).toMatchObject({ because: expect.stringMatching(because) as string, look: expect.stringMatching(look) as string });
});

test.each(["", "no space", "timeout killed TERM and more", "what it is"])("'%s' is not how systemd tells an end", (text) => expect(readUnitEnd(text)).toBeUndefined());

test("an error of an ended unit tells a timeout from memory that ran out, and says so where nothing was told", () => {
  const of = (told: string) => new FailoverError("UNIT_ENDED", { unit: "u", host: "h", last: "", end: readUnitEnd(told) }).advice;
  expect(of("timeout killed TERM").what).toContain("its time was up");
  expect(of("oom-kill killed KILL").next).toMatch(/--grep oom.*then 'failover resume'/);
  expect(of("").why).toContain("or the host was restarted");
});

test("the company's own work is told in the same words", () => {
  const { what, next } = new FailoverError("WORK_FAILED", { unit: "u", host: "h", how: "oom-kill killed KILL", last: "indexing" }).advice;
  expect(what).toBe("u on h failed: the host ran out of memory, and the kernel killed it; its last word: indexing");
  expect(next).toContain("larger machine");
});

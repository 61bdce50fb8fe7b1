import { expect, test } from "vitest";
import { progressOf, returnedLines } from "../../../scripts/core/notices/notice-text.ts";
import { logLine, sentOf } from "../../../scripts/core/notices/notice.ts";

const sentTo = (count: number) => sentOf(Array.from({ length: count }, (_, n) => logLine({ did: "accepted", at: "2026-11-26T03:00:00.000Z", to: `c${n}` })).join(""));

test("how long the rest takes is told by the pace of this process: what an earlier one had sent took it no time", () => {
  expect(progressOf(sentTo(40), { all: 100, before: sentTo(0), seconds: 20 })).toBe("40 of 100 told; 0:20, about 0:30 left");
  expect(progressOf(sentTo(40), { all: 100, before: sentTo(30), seconds: 20 })).toBe("40 of 100 told; 0:20, about 2:00 left");
  expect(progressOf(sentTo(30), { all: 100, before: sentTo(30), seconds: 20 })).toBe("30 of 100 told; 0:20");
});

test("whose message the server refused for good is listed beside whose came back later", () => {
  const line = (did: "bounced" | "returned", to: string) => logLine({ did, at: "2026-11-26T03:00:00.000Z", to, code: "5.1.1" });
  expect(returnedLines([{ notice: { id: "n1", state: "resolved" }, sent: sentOf(line("bounced", "c0") + line("returned", "c1")) }])).toEqual(["of n1 ('resolved') 1 bounced: c0 (5.1.1)", "of n1 ('resolved') 1 came back later: c1 (5.1.1)"]);
});

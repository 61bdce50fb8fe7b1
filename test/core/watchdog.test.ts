import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { begin, duty, hear, isOver, lineOf, loseKit, parseLine, tick, type Guard, type Instant, type Line } from "../../scripts/core/watchdog.ts";

const at = (monotonicSeconds: number, wallSeconds = monotonicSeconds): Instant => ({ monotonicSeconds, wallSeconds });

describe("a deadline of 30 s, set at 100", () => {
  test.each<[string, Instant, boolean]>([
    ["has not passed a moment before", at(129.9), false],
    ["has passed by both clocks", at(130), true],
    ["has passed though the machine was suspended", at(101, 2000), true],
    ["has passed though the clock was set back", at(130, 50), true],
    ["has passed when the clock was set forward: rather too early than too late", at(101, 131), true],
    ["has not passed when the clock was set back a little", at(110, 95), false],
  ])("%s", (_, now, expected) => {
    expect(isOver({ since: at(100), seconds: 30 }, now)).toBe(expected);
  });
});

describe("a line", () => {
  test.each<[string, Line | undefined]>([
    ["extend 30", { say: "extend", deadline: { since: at(7), seconds: 30 } }],
    ["extend 1.5 since 12.25 1800000000.5", { say: "extend", deadline: { since: at(12.25, 1800000000.5), seconds: 1.5 } }],
    ["hold off", { say: "hold off" }],
    ["release", { say: "release" }],
    ["began 4711", { say: "began", group: 4711 }],
    ["collected 4711", { say: "collected", group: 4711 }],
    ["extend", undefined],
    ["extend soon", undefined],
    ["extend -5", undefined],
    ["extend 30 since 12", undefined],
    ["began 0", undefined],
    ["began -1", undefined],
    ["releases", undefined],
    ["", undefined],
  ])("'%s' is understood as it should be", (text, expected) => {
    expect(parseLine(text, at(7))).toEqual(expected);
  });

  test("is read as it was written", () => {
    const seconds = fc.double({ min: 1e-3, max: 2e9, noNaN: true });
    const instants = fc.record({ monotonicSeconds: seconds, wallSeconds: seconds });
    const lines = fc.oneof(
      fc.record({ say: fc.constant("extend" as const), deadline: fc.record({ since: instants, seconds }) }),
      fc.record({ say: fc.constantFrom("hold off" as const, "release" as const) }),
      fc.record({ say: fc.constantFrom("began" as const, "collected" as const), group: fc.integer({ min: 1, max: 4194304 }) }),
    );
    fc.assert(fc.property(lines, (line) => void expect(parseLine(lineOf(line), at(0))).toEqual(line)));
  });
});

type Happening = Line | "eof" | Instant;
const extend = (seconds: number, since: Instant): Line => ({ say: "extend", deadline: { since, seconds } });
const after = (...happenings: readonly Happening[]): Guard =>
  happenings.reduce<Guard>((guard, happening) => {
    if (happening === "eof") return loseKit(guard);
    return "say" in happening ? hear(guard, happening) : tick(guard, happening);
  }, begin);

describe("the watchdog's duty", () => {
  test.each<[string, readonly Happening[], ReturnType<typeof duty>]>([
    ["before the first line is to wait", [at(1e6)], "wait"],
    ["within the deadline is to wait", [extend(30, at(0)), at(29)], "wait"],
    ["after the deadline is to end the children, and to stay while the kit lives", [extend(30, at(0)), at(30)], "end"],
    ["after an extension is to wait", [extend(30, at(0)), extend(30, at(10)), at(39)], "wait"],
    ["after an extension is over in its turn", [extend(30, at(0)), extend(30, at(10)), at(40)], "end"],
    ["after an extension that came too late to be read is counted from when it was given", [extend(30, at(10)), at(500)], "end"],
    ["once over cannot be undone by an extension", [extend(30, at(0)), at(30), extend(30, at(30)), at(31)], "end"],
    ["once over cannot be undone by holding off", [extend(30, at(0)), at(30), { say: "hold off" }], "end"],
    ["when held off is to wait, however long", [extend(30, at(0)), { say: "hold off" }, at(1e6)], "wait"],
    ["when held off and the kit dies is to end the children", [{ say: "hold off" }, "eof"], "end and leave"],
    ["when the kit dies is to end the children at once", [extend(30, at(0)), at(1), "eof"], "end and leave"],
    ["when the kit dies after the deadline is to leave when they are gone", [extend(30, at(0)), at(30), "eof"], "end and leave"],
    ["when a kit whose time is over says goodbye is to leave when they are gone", [extend(30, at(0)), at(30), { say: "release" }], "end and leave"],
    ["when released is to leave", [extend(30, at(0)), { say: "release" }], "leave"],
    ["when released, and the pipe ends, is to leave", [{ say: "release" }, "eof", at(1e6), { say: "hold off" }], "leave"],
  ])("%s", (_, happenings, expected) => {
    expect(duty(after(...happenings))).toBe(expected);
  });
});

test("the groups under way are known, also when time is over", () => {
  const groups = [{ say: "began", group: 7 }, { say: "began", group: 8 }, { say: "collected", group: 7 }] as const;
  expect(after(...groups)).toMatchObject({ at: "guarding", groups: [8] });
  expect(after(extend(1, at(0)), ...groups, at(2), { say: "began", group: 9 })).toMatchObject({ at: "ending", groups: [8, 9] });
});

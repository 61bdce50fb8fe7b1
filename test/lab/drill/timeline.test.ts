import { expect, test } from "vitest";
import { drawPhases } from "../../../lab/drill/timeline.ts";

test("phases stand on one axis, within 80 columns, the critical path solid", () => {
  const drawn = drawPhases(
    [
      { id: "stand-up", startedAt: "2026-11-23T08:00:00.000Z", seconds: 10 },
      { id: "fence-source", startedAt: "2026-11-23T08:00:00.000Z", seconds: 5 },
      { id: "restore-data", startedAt: "2026-11-23T08:00:10.000Z", seconds: 10 },
    ],
    ["stand-up", "restore-data"],
  );
  expect(drawn).toMatchInlineSnapshot(`
    "stand-up             |####################                    |   10.0 s
    fence-source         |----------                              |    5.0 s
    restore-data         |                    ################### |   10.0 s
                         0                                   20.0 s
                         # on the critical path   - beside it"
  `);
  expect(Math.max(...drawn.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});

test("no phases is said, not drawn", () => expect(drawPhases([], [])).toBe("(no step ran)"));

import { expect, test } from "vitest";
import { runAsUnit } from "../../../scripts/core/commands/systemd.ts";

test("keys are removed before anything is written, and a full disk that takes no word keeps nothing else from being done", () => {
  const { args } = runAsUnit({ unit: "u", program: ["/bin/true"], cleanUp: ["/run/key", "/work"], endFile: "/var/u.ended", limitSeconds: 10 });
  const after = args.filter((word) => word.startsWith("--property=ExecStopPost="));
  expect(after.map((word) => word.includes("rm -rf /run/key /work"))).toEqual([true, false]);
  // Without it systemd runs none of those that follow one that failed.
  for (const word of after) expect(word).toMatch(/^--property=ExecStopPost=-\/bin\//);
});

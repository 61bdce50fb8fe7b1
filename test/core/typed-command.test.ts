import fc from "fast-check";
import { expect, test } from "vitest";
import { typedCommand } from "../../scripts/core/typed-command.ts";

const word = fc.oneof(fc.constantFrom("--because", "--override", "gate", '"it is down, all of it"', "'a b'", '"…"', "failover"), fc.stringMatching(/^[a-z0-9./=-]{1,20}$/));

test("however narrow the paper, a shell reads the same words", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.integer({ min: 20, max: 100 }), (words, columns) => {
      const command = words.join(" ");
      expect(typedCommand(command, 2, columns).join("\n").replaceAll(/ \\\n */g, " ").trim()).toBe(command);
    }),
  );
});

test("an option stays with its value, and what fits stays on one line", () => {
  expect(typedCommand('failover declare --approve 1a2b --because "…"', 2, 80)).toEqual(['  failover declare --approve 1a2b --because "…"']);
  expect(typedCommand('failover declare --approve 1a2b --because "…"', 2, 36)).toEqual(["  failover declare --approve 1a2b \\", '    --because "…"']);
});

import { expect, test } from "vitest";
import { switchRequest } from "../../../lab/daemon/requests.ts";
import { expected, switches } from "../../../lab/scenarios/triage-verdicts.ts";

/** Whoever is at a machine that is gone types nothing. */
const nobodyThere = "machine-gone";
/** Every name the daemon takes at `PUT /switches/NAME`. */
const all = switchRequest.options.flatMap(({ shape: { name } }) => ("options" in name ? [...name.options] : [...name.values])).filter((name) => name !== nobodyThere);

test("every switch of the lab has a verdict of its own in the rehearsed triage, and stands in a pair", () => {
  const alone = expected.filter(({ on }) => on.length === 1).flatMap(({ on }) => on);
  const paired = new Set(expected.filter(({ on }) => on.length === 2).flatMap(({ on }) => on));
  expect(alone.toSorted()).toEqual(all.toSorted());
  expect(all.filter((name) => !paired.has(name))).toEqual([]);
});

test("each switch is turned under its own name, and off again", () => {
  for (const [name, turn] of Object.entries(switches)) expect([turn(true), turn(false)]).toMatchObject([{ name, on: true }, { name, on: false }]);
});

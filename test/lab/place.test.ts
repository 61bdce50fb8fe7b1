import { expect, test } from "vitest";
import { LabError } from "../../lab/lab-error.ts";
import { here, mark, placeOf } from "../../lab/place.ts";

test("two clones have different marks, and one clone always the same", () => {
  expect(mark(placeOf("/a"))).not.toBe(mark(placeOf("/b")));
  expect(mark(placeOf("/a"))).toBe(mark(placeOf("/a")));
  expect(mark(placeOf("/a"))).toMatch(/^fk[0-9a-f]{6}-$/);
});

test("everything of a lab lies in its clone", () => {
  const { id: _, clone, ...paths } = here();
  for (const path of Object.values(paths)) expect(path.startsWith(`${clone}/.lab`)).toBe(true);
});

test("an error inside an error keeps its lines apart", () => {
  const inner = new LabError("no host", "its disk is full", "make room");
  expect(new LabError("the lab did not come up", inner.message, "read the log").message).toBe(
    `the lab did not come up
  why:  no host
          why:  its disk is full
          next: make room
  next: read the log`,
  );
});

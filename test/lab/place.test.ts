import { expect, test } from "vitest";
import { LabError } from "../../lab/lab-error.ts";
import { here, mark, placeOf } from "../../lab/place.ts";

test("two clones have different marks, and one clone always the same", () => {
  expect(mark(placeOf("/a"))).not.toBe(mark(placeOf("/b")));
  expect(mark(placeOf("/a"))).toBe(mark(placeOf("/a")));
  expect(mark(placeOf("/a"))).toMatch(/^fk[0-9a-f]{6}-$/);
});

test("two labs of one clone share no mark and no file, and the usual one is where it has always been", () => {
  const [usual, other] = [placeOf("/a"), placeOf("/a", "beside")];
  expect(usual.directory).toBe("/a/.lab");
  expect(mark(other)).not.toBe(mark(usual));
  const { clone: _, ...places } = other;
  for (const place of Object.values(places)) expect(Object.values(usual)).not.toContain(place);
  expect(other.directory.startsWith(`${usual.directory}/`)).toBe(false);
});

test("a lab's name is small letters, for it becomes part of a directory's", () => {
  expect(() => placeOf("/a", "../b")).toThrow("no lab can be called '../b'");
});

test("everything of a lab lies in its clone", () => {
  const { id: _, clone, lab: __, ...paths } = here();
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

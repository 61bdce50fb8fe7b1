import { expect, test } from "vitest";
import { emptyInventory } from "../../../lab/daemon/inventory.ts";

const resource = (type: string, id: string) => ({ package: "aws", type, name: `name of ${id}`, id, inputs: {}, outputs: {} });

test("what was put in is found again by package, type and id", () => {
  const inventory = emptyInventory();
  inventory.put(resource("t", "1"));
  expect(inventory.get("aws", "t", "1")).toEqual(resource("t", "1"));
  expect(inventory.get("gcp", "t", "1")).toBeUndefined();
  expect(inventory.get("aws", "u", "1")).toBeUndefined();
});

test("putting a thing in again replaces it", () => {
  const inventory = emptyInventory();
  inventory.put(resource("t", "1"));
  inventory.put({ ...resource("t", "1"), name: "new" });
  expect(inventory.list("aws").map(({ name }) => name)).toEqual(["new"]);
});

test("what was deleted is gone, and nothing else is", () => {
  const inventory = emptyInventory();
  for (const id of ["1", "2"]) inventory.put(resource("t", id));
  inventory.delete("aws", "t", "1");
  expect(inventory.list("aws", "t").map(({ id }) => id)).toEqual(["2"]);
});

test("a list is of one package, and of one type where a type is given", () => {
  const inventory = emptyInventory();
  inventory.put(resource("t", "1"));
  inventory.put(resource("u", "2"));
  inventory.put({ ...resource("t", "3"), package: "gcp" });
  expect(inventory.list("aws").map(({ id }) => id)).toEqual(["1", "2"]);
  expect(inventory.list("aws", "u").map(({ id }) => id)).toEqual(["2"]);
});

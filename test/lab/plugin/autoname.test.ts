import { describe, expect, it } from "vitest";
import { autoname, wasAutonamed } from "../../../lab/plugin/autoname.ts";
import type { Properties } from "../../../lab/plugin/wire.ts";

const shape = { inputs: new Set(["name", "namePrefix", "description"]), required: new Set<string>(), computed: new Set<string>() };
const naming = { type: "aws:ec2/securityGroup:SecurityGroup", logicalName: "app", seed: new Uint8Array([1, 2, 3]), olds: {} };

// https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
describe("a resource without a name", () => {
  it("is called after its logical name with seven hexadecimal digits", () => {
    const named = autoname({ description: "x" }, shape, naming);
    expect(named["name"]).toMatch(/^app-[0-9a-f]{7}$/);
    expect(wasAutonamed(named, "name")).toBe(true);
  });

  it("keeps its name on an update and gets another on a replacement", () => {
    const first = autoname({}, shape, naming);
    const other = { ...naming, seed: new Uint8Array([9]) };
    expect(autoname({}, shape, { ...other, olds: first })["name"]).toBe(first["name"]);
    expect(autoname({}, shape, other)["name"]).not.toBe(first["name"]);
  });

  it("gets a new name when the program's own name for it was removed", () => {
    expect(autoname({}, shape, { ...naming, olds: { name: "mine" } })["name"]).toMatch(/^app-/);
  });
});

describe("a resource", () => {
  it.each<Properties>([{ name: "mine" }, { namePrefix: "mine-" }])("with %j keeps what the program says", (inputs) => {
    expect(autoname(inputs, shape, naming)).toEqual(inputs);
  });

  it("of a type that must be named by the program is left without a name", () => {
    expect(autoname({}, { ...shape, required: new Set(["name"]) }, naming)).toEqual({});
  });

  it("of a type without a name gets none", () => {
    expect(autoname({}, { ...shape, inputs: new Set(["description"]) }, naming)).toEqual({});
  });
});

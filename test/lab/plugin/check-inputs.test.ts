import { describe, expect, it } from "vitest";
import { checkInputs } from "../../../lab/plugin/check-inputs.ts";
import { secret, unknownValue } from "../../../lab/plugin/wire.ts";

const shape = { inputs: new Set(["ami", "tags", "password"]), required: new Set(["ami"]), computed: new Set(["arn"]) };
const check = (inputs: Parameters<typeof checkInputs>[1]) => checkInputs("aws:x/y:Y", inputs, shape);

describe("the inputs of a resource", () => {
  it("pass when every required one is there and every one is known", () => {
    expect(check({ ami: "ami-1", tags: { Name: "x" } })).toEqual([]);
  });

  it("pass when a required one is secret or not yet known", () => {
    expect(check({ ami: secret("ami-1") })).toEqual([]);
    expect(check({ ami: unknownValue })).toEqual([]);
  });

  it.each(["amy", "arn"])("are refused when '%s' is among them, naming what the type takes", (property) => {
    const [problem] = check({ ami: "ami-1", [property]: "x" });
    expect(problem?.property).toBe(property);
    expect(problem?.reason).toContain("ami, password, tags");
  });

  it("are refused when a required one is missing or null", () => {
    expect(check({}).map(({ property }) => property)).toEqual(["ami"]);
    expect(check({ ami: null }).map(({ property }) => property)).toEqual(["ami"]);
  });

  it("may carry the provider's own note of what it filled in", () => {
    expect(check({ ami: "ami-1", __defaults: ["name"] })).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { diffInputs, previewUpdate } from "../../../lab/plugin/diff-inputs.ts";
import { previewCreate } from "../../../lab/plugin/preview-create.ts";
import { secret, unknownValue } from "../../../lab/plugin/wire.ts";

const instanceType = "gcp:compute/instance:Instance";
const shape = { inputs: new Set(["name", "machineType", "bootDisk", "zone"]), required: new Set<string>(), computed: new Set<string>() };
const olds = { name: "app", machineType: "e2-small", zone: "a", bootDisk: { size: 10 } };

describe("a change of inputs", () => {
  it("is none when only the order of keys or a secret's wrapping differs", () => {
    const news = { bootDisk: { size: 10 }, zone: "a", name: "app", machineType: secret("e2-small") };
    expect(diffInputs(instanceType, shape, olds, news)).toEqual({ changed: [], replacing: [], deleteFirst: false });
  });

  it("of what can be changed in place replaces nothing", () => {
    const difference = diffInputs(instanceType, shape, olds, { ...olds, machineType: "e2-large" });
    expect(difference).toEqual({ changed: ["machineType"], replacing: [], deleteFirst: false });
  });

  it.each(["bootDisk", "zone"])("of %s needs another machine, after the old one is gone, for both have one name", (property) => {
    const difference = diffInputs(instanceType, shape, olds, { ...olds, [property]: "other" });
    expect(difference).toEqual({ changed: [property], replacing: [property], deleteFirst: true });
  });

  it("of the name needs another machine, which can stand beside the old one", () => {
    expect(diffInputs(instanceType, shape, olds, { ...olds, name: "web" })).toEqual({
      changed: ["name"],
      replacing: ["name"],
      deleteFirst: false,
    });
  });

  it("lets a replacement stand beside the old one where the provider made the name", () => {
    expect(diffInputs(instanceType, shape, { ...olds, __defaults: ["name"] }, { ...olds, zone: "b" }).deleteFirst).toBe(false);
  });

  it.each(["snapshotIdentifier", "restoreToPointInTime"])("of a database's %s makes another database, as in AWS", (property) => {
    const database = { inputs: new Set(["identifier", "instanceClass", property]), required: new Set<string>(), computed: new Set<string>() };
    const before = { identifier: "shop", instanceClass: "db.t4g.medium", [property]: "this" };
    expect(diffInputs("aws:rds/instance:Instance", database, before, { ...before, [property]: "that" })).toMatchObject({ replacing: [property], deleteFirst: true });
    expect(diffInputs("aws:rds/instance:Instance", database, before, { ...before, instanceClass: "db.r7g.large" }).replacing).toEqual([]);
  });

  it("sees an input that was taken away", () => {
    const { machineType: _, ...less } = olds;
    expect(diffInputs(instanceType, shape, olds, less).changed).toEqual(["machineType"]);
  });
});

describe("at preview", () => {
  it("an update shows the old outputs with the inputs that change, and what the cloud put into the others stays", () => {
    const oldOutputs = { ...olds, networkInterfaces: [{ networkIp: "10.20.1.1" }], id: "x" };
    const oldInputs = { ...olds, networkInterfaces: [{}] };
    const shown = previewUpdate(oldOutputs, oldInputs, { ...oldInputs, machineType: "e2-large" });
    expect(shown).toEqual({ ...oldOutputs, machineType: "e2-large" });
  });

  it("a new machine's address is unknown, not missing", () => {
    const shown = previewCreate(instanceType, { name: "app", networkInterfaces: [{ subnetwork: "s" }], __defaults: ["name"] });
    expect(shown).toEqual({ name: "app", networkInterfaces: [{ subnetwork: "s", networkIp: unknownValue, name: unknownValue }] });
  });
});

import { describe, expect, it } from "vitest";
import { inputsAsFound } from "../../../lab/plugin/drift.ts";
import { secret } from "../../../lab/plugin/wire.ts";

const shape = { inputs: new Set(["content", "ttl", "comment"]), required: new Set<string>(), computed: new Set(["createdOn"]) };
const inputs = { content: "192.0.2.1", ttl: 300 };
// The cloud keeps another ttl than it was given, as Cloudflare does for proxied records.
const outputs = { ...inputs, ttl: 1, comment: "", createdOn: "then" };

describe("the inputs after a refresh", () => {
  it("are the program's when nothing was changed, even where the cloud keeps another value than it was given", () => {
    expect(inputsAsFound(inputs, outputs, outputs, shape)).toEqual(inputs);
  });

  it("have what was changed behind the program's back", () => {
    expect(inputsAsFound(inputs, outputs, { ...outputs, content: "192.0.2.9" }, shape)).toEqual({ ...inputs, content: "192.0.2.9" });
  });

  it("do not gain the parts that the cloud added to what the program wrote, even when the outputs of before are not known", () => {
    const wrote = { content: [{ subnetwork: "s" }] };
    const found = { content: [{ subnetwork: "s", networkIp: "10.20.1.9" }] };
    expect(inputsAsFound(wrote, wrote, found, shape)).toEqual(wrote);
    expect(inputsAsFound(wrote, wrote, { content: [{ subnetwork: "t", networkIp: "10.20.1.9" }] }, shape)).toEqual({ content: [{ subnetwork: "t" }] });
  });

  it("take no notice of a secret's wrapping", () => {
    const hidden = { ...inputs, content: secret("192.0.2.1") };
    expect(inputsAsFound(hidden, { ...outputs, content: secret("192.0.2.1") }, outputs, shape)).toEqual(hidden);
  });

  it("of an import are all that was found and could have been written in a program", () => {
    expect(inputsAsFound({}, {}, outputs, shape)).toEqual({ content: "192.0.2.1", ttl: 1, comment: "" });
  });
});

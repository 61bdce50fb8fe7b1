import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { completeOutputs } from "../../../lab/plugin/plausible.ts";
import { findClass, type SdkClass } from "../../../lab/plugin/sdk-class.ts";
import type { Value } from "../../../lab/plugin/wire.ts";

const root = join(import.meta.dirname, "../../..");

/** The type token of every resource class that the infrastructure's programs import. */
function typesInUse(): readonly string[] {
  const sources = readdirSync(join(root, "infra"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const imports = sources.flatMap((file) => [
    ...readFileSync(join(root, "infra", file), "utf8").matchAll(/import \{[^}]+\} from "(@pulumi\/(?:aws|gcp|cloudflare)\/[\w/]+\.js)"/g),
  ]);
  const tokens = imports.flatMap(
    ([, path = ""]) => /__pulumiType = '([^']+)'/.exec(readFileSync(join(root, "node_modules", path), "utf8"))?.slice(1) ?? [],
  );
  return [...new Set(tokens)].sort();
}

const classOf = (type: string): SdkClass => {
  const found = findClass(join(root, "node_modules/@pulumi", type.split(":")[0] ?? ""), type);
  if (!found) throw new Error(`no class for ${type}`);
  return found;
};

function fits(value: Value | undefined, declared: string): boolean {
  if (declared.endsWith("[]")) return Array.isArray(value);
  if (["string", "number", "boolean"].includes(declared)) return typeof value === declared;
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

describe("what a stand-in gives back", () => {
  it("is looked at for every type the infrastructure uses", () => {
    expect(typesInUse().length).toBeGreaterThan(30);
  });

  it.each(typesInUse())("%s: has every output-only property of the SDK's class, each of its declared type", (type) => {
    const sdk = classOf(type);
    const outputs = completeOutputs({ type, id: "some-id" }, {}, sdk);
    const wrong = [...sdk.computed].filter((name) => !fits(outputs[name], sdk.propertyTypes.get(name) ?? "undeclared"));
    expect(wrong).toEqual([]);
  });

  it("is the same each time, so that a refresh finds no difference", () => {
    const type = "aws:ec2/vpc:Vpc";
    const once = () => completeOutputs({ type, id: "vpc-1" }, {}, classOf(type));
    expect(once()).toEqual(once());
  });

  it("leaves alone what the cloud said", () => {
    const type = "aws:lb/listener:Listener";
    expect(completeOutputs({ type, id: "arn:aws:x" }, { arn: "arn:aws:y" }, classOf(type))["arn"]).toBe("arn:aws:y");
    expect(completeOutputs({ type, id: "arn:aws:x" }, {}, classOf(type))["arn"]).toBe("arn:aws:x");
  });
});

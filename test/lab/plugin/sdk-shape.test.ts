import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findClass } from "../../../lab/plugin/sdk-class.ts";
import { propertyTypesOf, shapeOf } from "../../../lab/plugin/sdk-shape.ts";

const sdk = (pkg: string): string => join(import.meta.dirname, "../../../node_modules/@pulumi", pkg);

describe("the shape of a resource type", () => {
  const source = `
    constructor(name, argsOrState, opts) {
        if (opts.id) {
            const state = argsOrState;
            resourceInputs["arn"] = state?.arn;
        }
        else {
            const args = argsOrState;
            if (args?.size === undefined && !opts.urn) {
                throw new Error("Missing required property 'size'");
            }
            resourceInputs["size"] = args?.size;
            resourceInputs["password"] = args?.password ? pulumi.secret(args.password) : undefined;
            resourceInputs["arn"] = undefined /*out*/;
        }`;

  it("tells inputs, required inputs and output-only properties apart", () => {
    const { inputs, required, computed } = shapeOf(source);
    expect([...inputs]).toEqual(["size", "password"]);
    expect([...required]).toEqual(["size"]);
    expect([...computed]).toEqual(["arn"]);
  });

  it("knows the declared type of each property", () => {
    const declarations = "    readonly replicas: pulumi.Output<string[]>;\n    readonly zone: pulumi.Output<string | undefined>;\n";
    expect(Object.fromEntries(propertyTypesOf(declarations))).toEqual({ replicas: "string[]", zone: "string" });
  });
});

describe("the SDK's classes", () => {
  it.each([
    ["aws", "aws:ec2/instance:Instance", "instanceType", "arn"],
    ["gcp", "gcp:compute/uRLMap:URLMap", "defaultService", "selfLink"],
    ["cloudflare", "cloudflare:index/dnsRecord:DnsRecord", "content", "createdOn"],
    ["aws", "aws:kendra/index:Index", "roleArn", "arn"],
  ])("of %s has %s, with the input %s and the output %s", (pkg, type, input, output) => {
    const found = findClass(sdk(pkg), type);
    expect(found?.inputs).toContain(input);
    expect(found?.computed).toContain(output);
  });

  it("has no class for a type that does not exist", () => {
    expect(findClass(sdk("aws"), "aws:ec2/instance:Instances")).toBeUndefined();
    expect(findClass(sdk("aws"), "aws:ec3/instance:Instance")).toBeUndefined();
  });
});

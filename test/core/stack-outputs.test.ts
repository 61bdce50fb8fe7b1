import { expect, test } from "vitest";
import { parseOutputs, readAwsOutputs, readGcpOutputs } from "../../scripts/core/stack-outputs.ts";
import { mirror } from "../support/step-world.ts";

test("a stack that was never up has no outputs", () => {
  expect(parseOutputs("{}")).toBeUndefined();
});

test("the mirror's outputs are read as its stack wrote them", () => {
  expect(readGcpOutputs(parseOutputs(JSON.stringify(mirror)))).toEqual(mirror);
});

test("outputs of a half made stack are refused, each gap by its name", () => {
  expect(() => readGcpOutputs({ ...mirror, app: [], database: undefined })).toThrow(/database: .*\n.*app: /s);
  expect(() => readAwsOutputs(undefined)).toThrow("(top level)");
});

test("what is not JSON is said to come from Pulumi", () => {
  expect(() => parseOutputs("warning: a new version")).toThrow("ANSWER_UNREADABLE: 'pulumi stack output'");
});

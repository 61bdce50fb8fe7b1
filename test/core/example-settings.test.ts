import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { readSettings } from "../../scripts/core/settings.ts";
import { schema } from "../../scripts/core/settings-schema.ts";

const example = readFileSync(new URL("../../failover.example.yaml", import.meta.url), "utf8");

/** Every name that a map somewhere in the schema may hold. */
function keysOf(type: z.core.$ZodType): readonly string[] {
  if (type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodPrefault) return keysOf(type.unwrap());
  if (type instanceof z.ZodArray) return keysOf(type.element);
  if (!(type instanceof z.ZodObject)) return [];
  const shape: Readonly<Record<string, z.core.$ZodType>> = type.shape;
  return Object.entries(shape).flatMap(([key, value]) => [key, ...keysOf(value)]);
}

test("the example is a failover.yaml without a problem", () => {
  expect(readSettings(example, "failover.example.yaml").service).toBe("shop");
});

test("the example shows every setting as often as the schema has it", () => {
  const counted = (keys: readonly string[]) => Object.fromEntries([...new Set(keys)].sort().map((key) => [key, keys.filter((other) => other === key).length]));
  const shown = [...example.matchAll(/^ *(?:- |# )?([a-z][A-Za-z0-9]*):(?: |$)/gm)].flatMap(([, key]) => key ?? []);
  expect(counted(shown)).toEqual(counted(keysOf(schema)));
});

test("each setting of the example that holds a value says in one line what it is", () => {
  const bare = example.split("\n").filter((line) => /^ *(?:- )?[a-z][A-Za-z]*: \S/.test(line) && !/ # \S/.test(line));
  expect(bare).toEqual([]);
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const ROLES = "ansible/roles";

/** What Ansible knows of an option; it ignores a misspelt word, which we do not. */
const option = z.strictObject({
  description: z.union([z.string(), z.array(z.string())]),
  type: z.enum(["str", "int", "float", "bool", "path", "list", "dict", "raw"]),
  required: z.boolean().optional(),
  default: z.unknown().optional(),
  choices: z.array(z.unknown()).optional(),
  elements: z.string().optional(),
  no_log: z.boolean().optional(),
  get options() {
    return z.record(z.string(), option).optional();
  },
});
const entryPoint = z.strictObject({ short_description: z.string(), description: z.unknown().optional(), options: z.record(z.string(), option).default({}) });
const specification = z.strictObject({ argument_specs: z.record(z.string(), entryPoint) });
const defaultsFile = z.record(z.string(), z.unknown()).nullable();

const read = (file: string): unknown => parse(readFileSync(file, "utf8"), { merge: true });

describe.each(existsSync(ROLES) ? readdirSync(ROLES) : [])("the role %s", (role) => {
  const directory = join(ROLES, role);
  const specs = () => specification.parse(read(join(directory, "meta/argument_specs.yml"))).argument_specs;
  const options = () => Object.values(specs()).flatMap((entry) => Object.entries(entry.options));

  test("says what each of its entry points takes, in words Ansible knows", () => {
    expect(Object.values(specs()).map((entry) => entry.short_description)).not.toEqual([]);
  });

  test("names its options after itself", () => {
    expect(options().map(([name]) => name).filter((name) => !name.startsWith(`${role}_`))).toEqual([]);
  });

  test("gives an option a default or requires it, never both", () => {
    expect(options().filter(([, { required, default: value }]) => required === true && value !== undefined).map(([name]) => name)).toEqual([]);
  });

  test("has the defaults it says it has, and no others", () => {
    const file = join(directory, "defaults/main.yml");
    const promised = Object.fromEntries(options().filter(([, o]) => o.default !== undefined).map(([name, o]) => [name, o.default]));
    expect((existsSync(file) ? defaultsFile.parse(read(file)) : null) ?? {}).toEqual(promised);
  });

  test("is explained in a README", () => {
    expect(existsSync(join(directory, "README.md"))).toBe(true);
  });
});

import { z } from "zod";
import { objectClasses, type Catalogue, type ObjectClass } from "./catalogue.ts";
import { explainDifference, explainExtra, explainMissing, type Circumstances } from "./explain.ts";

/** What became of one class of objects. */
export const classFidelity = z.object({
  objects: z.string(),
  same: z.int(),
  mapped: z.array(z.object({ name: z.string(), how: z.string() })),
  missing: z.array(z.string()),
  different: z.array(z.object({ name: z.string(), expected: z.string(), found: z.string() })),
  extra: z.array(z.string()),
});

export type ClassFidelity = z.infer<typeof classFidelity>;

function compareClass(objects: ObjectClass, expected: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>, known: Circumstances & { readonly partitions: readonly string[] }): ClassFidelity {
  const result: ClassFidelity = { objects, same: 0, mapped: [], missing: [], different: [], extra: [] };
  const settle = (name: string, how: string | undefined, unexplained: () => void): void => {
    if (how === undefined) unexplained();
    else if (how !== "was on the restored server before") result.mapped.push({ name, how });
  };
  for (const [name, value] of expected) {
    const there = found.get(name);
    if (there === value) result.same += 1;
    else if (there === undefined) settle(name, explainMissing(objects, name, value, known), () => result.missing.push(name));
    else settle(name, explainDifference(objects, { name, expected: value, found: there }, known), () => result.different.push({ name, expected: value, found: there }));
  }
  for (const name of found.keys()) {
    if (!expected.has(name)) settle(name, explainExtra(objects, name, expected.keys(), known), () => result.extra.push(name));
  }
  return result;
}

/** Compares what the source was with what was restored, object by object; a class the source was not asked for is left out. */
export function compareCatalogues(source: Catalogue, restored: Catalogue, known: Circumstances): readonly ClassFidelity[] {
  const partitions = (source.classes["tables"] ?? []).flatMap(([name, value]) => (value.includes("; partition ") ? [name] : []));
  return objectClasses.flatMap((objects) => {
    const [expected, found] = [source.classes[objects], restored.classes[objects]];
    return expected === undefined || found === undefined ? [] : [compareClass(objects, new Map(expected), new Map(found), { ...known, partitions })];
  });
}

const SHOWN = 160;
const short = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text).replaceAll(/\s+/g, " ");

/** Every difference that nothing explains, a sentence each. */
export const unexplained = (fidelity: readonly ClassFidelity[]): readonly string[] =>
  fidelity.flatMap(({ objects, missing, different, extra }) => [
    ...missing.map((name) => `${objects}: ${name} is missing`),
    ...different.map(({ name, expected, found }) => `${objects}: ${name} is '${short(found)}'; at the source it was '${short(expected)}'`),
    ...extra.map((name) => `${objects}: ${name} was not at the source`),
  ]);

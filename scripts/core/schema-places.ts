import { z } from "zod";
import { wantsSecret } from "./variable.ts";

type Type = z.core.$ZodType;
type Path = readonly PropertyKey[];

/** Whether it may be left out, or has a usual value, is no matter here. */
function bare(type: Type | undefined): Type | undefined {
  return type instanceof z.ZodOptional || type instanceof z.ZodDefault ? bare(type.unwrap()) : type;
}

/** What a map's value under this name must be; nothing when the schema does not know the name, or wants no map here. */
export function valueAt(type: Type | undefined, name: unknown): Type | undefined {
  const map = bare(type);
  if (!(map instanceof z.ZodObject) || typeof name !== "string" || !Object.hasOwn(map.shape, name)) return undefined;
  const shape: Readonly<Record<string, Type>> = map.shape;
  return shape[name];
}

/** What each item of a list must be; nothing when the schema wants no list here. */
export function itemOf(type: Type | undefined): Type | undefined {
  const list = bare(type);
  return list instanceof z.ZodArray ? list.element : undefined;
}

/** The names that a map at this place may hold. */
export function namesAt(type: Type | undefined, path: Path): readonly string[] {
  const [first, ...rest] = path;
  if (first !== undefined) return namesAt(typeof first === "number" ? itemOf(type) : valueAt(type, first), rest);
  const map = bare(type);
  return map instanceof z.ZodObject ? Object.keys(map.shape) : [];
}

/** Every name that a map somewhere in the schema may hold, as often as it may. */
export function allNames(type: Type): readonly string[] {
  const item = itemOf(type);
  if (item !== undefined) return allNames(item);
  return namesAt(type, []).flatMap((name) => [name, ...allNames(valueAt(type, name) ?? z.never())]);
}

const simple = new Set(["string", "number", "boolean", "enum", "literal"]);

/** Whether the schema knows that a value here is no secret. A list's item counts for the list: it may stand without its brackets. */
export function isNoSecret(type: Type | undefined): boolean {
  const value = bare(itemOf(type) ?? type);
  return value !== undefined && simple.has(value._zod.def.type) && !wantsSecret(value);
}

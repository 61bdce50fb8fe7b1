import { createHash } from "node:crypto";
import { nameInput } from "./name-input.ts";
import type { Shape } from "./sdk-shape.ts";
import type { Properties, Value } from "./wire.ts";

/** Inputs the provider filled in by itself are listed under this key, as the bridged providers do. */
export const defaultsKey = "__defaults";

/** Whether the name of these inputs was made by the provider rather than written in the program. */
export function wasAutonamed(inputs: Properties, property: string): boolean {
  const defaults: Value | undefined = inputs[defaultsKey];
  return Array.isArray(defaults) && defaults.includes(property);
}

type Naming = { readonly type: string; readonly logicalName: string; readonly seed: Uint8Array; readonly olds: Properties };

/** Gives a resource without a name one of `<logical name>-<7 hex>`, keeping on an update the one it has. */
export function autoname(inputs: Properties, shape: Shape, { type, logicalName, seed, olds }: Naming): Properties {
  const property = nameInput(type);
  if (!shape.inputs.has(property) || shape.required.has(property)) return inputs;
  if (inputs[property] !== undefined || inputs[`${property}Prefix`] !== undefined) return inputs;
  const kept = wasAutonamed(olds, property) ? olds[property] : undefined;
  const suffix = createHash("sha256").update(seed).update(type).update(logicalName).digest("hex").slice(0, 7);
  return { ...inputs, [property]: kept ?? `${logicalName}-${suffix}`, [defaultsKey]: [property] };
}

import type { Shape } from "./sdk-shape.ts";
import { reveal, sameValue, type Properties } from "./wire.ts";

/**
 * The inputs that would lead to what was found: those of the program, with what someone changed behind its back. So a
 * change by hand shows as a difference, and is none once the program says the same. An import begins from what was found.
 */
export function inputsAsFound(inputs: Properties, oldOutputs: Properties, found: Properties, shape: Shape): Properties {
  const imported = Object.keys(inputs).length === 0 && Object.keys(oldOutputs).length === 0;
  const names = imported ? [...shape.inputs] : Object.keys(inputs);
  const changed = names.filter(
    (name) => found[name] !== undefined && !sameValue(reveal(oldOutputs[name] ?? null), reveal(found[name] ?? null)),
  );
  return { ...inputs, ...Object.fromEntries(changed.map((name) => [name, found[name] ?? null])) };
}

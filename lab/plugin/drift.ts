import type { Shape } from "./sdk-shape.ts";
import { holdsSecret, reveal, sameValue, type Properties, type Value } from "./wire.ts";

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
  return { ...inputs, ...Object.fromEntries(changed.map((name) => [name, asWritten(inputs[name], found[name] ?? null)])) };
}

/** What was found, without what nobody wrote: a part that the cloud added to an object of the program is no change by hand. */
function asWritten(written: Value | undefined, found: Value): Value {
  if (Array.isArray(written) && Array.isArray(found) && written.length === found.length) return found.map((value: Value, at) => asWritten(written[at] as Value | undefined, value));
  if (!isRecord(written) || !isRecord(found) || holdsSecret(written)) return found;
  return Object.fromEntries(Object.entries(found).flatMap(([name, value]) => (name in written ? [[name, asWritten(written[name], value)]] : [])));
}

const isRecord = (value: Value | undefined): value is Properties => typeof value === "object" && value !== null && !Array.isArray(value);

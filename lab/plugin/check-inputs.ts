import type { Shape } from "./sdk-shape.ts";
import type { Properties } from "./wire.ts";

export type Problem = { readonly property: string; readonly reason: string };

/** Names every input the SDK's class does not take, and every one it requires and did not get. Nested values are not looked into. */
export function checkInputs(type: string, inputs: Properties, shape: Shape): readonly Problem[] {
  const given = Object.keys(inputs).filter((name) => !name.startsWith("__") && inputs[name] !== null);
  const unknown = given
    .filter((name) => !shape.inputs.has(name))
    .map((property) => ({ property, reason: `${type} has no input of that name. It takes: ${[...shape.inputs].sort().join(", ")}.` }));
  const missing = [...shape.required]
    .filter((name) => !given.includes(name))
    .map((property) => ({ property, reason: `${type} requires it and it was not given.` }));
  return [...unknown, ...missing];
}

/** A JSON value as it travels between engine and provider. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type Properties = { readonly [key: string]: Value };

// The engine's constants: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig and pkg/resource/plugin/rpc.go
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** How the engine writes a value that is only known once something has been created. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const isRecord = (value: Value): value is Properties => typeof value === "object" && value !== null && !Array.isArray(value);
const isSecret = (value: Value): boolean => isRecord(value) && value[signatureKey] === secretSignature;

/** Marks a value as secret, as the engine does. */
export function secret(value: Value): Properties {
  return { [signatureKey]: secretSignature, value };
}

/** The same value with every secret in it opened. */
export function reveal(value: Value): Value {
  if (Array.isArray(value)) return value.map(reveal);
  if (!isRecord(value)) return value;
  return isSecret(value) ? reveal(value["value"] ?? null) : revealAll(value);
}

/** The same properties with every secret in them opened. */
export function revealAll(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, reveal(value)]));
}

/** Whether anything inside is secret. */
export function holdsSecret(value: Value): boolean {
  if (isSecret(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}

/** Hides again, in what a cloud gave back, every property that was secret when it was handed over. */
export function concealAs(handedOver: Properties, givenBack: Properties): Properties {
  const hide = ([key, value]: [string, Value]): [string, Value] => {
    const original = handedOver[key];
    if (original === undefined || !holdsSecret(original)) return [key, value];
    return [key, sameValue(reveal(original), value) ? original : secret(value)];
  };
  return Object.fromEntries(Object.entries(givenBack).map(hide));
}

/** Deep equality of two values, whatever the order of keys. */
export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [a, b] = [left as Properties, right as Properties];
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && sameValue(a[key], b[key]));
}

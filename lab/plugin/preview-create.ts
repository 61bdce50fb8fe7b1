import { defaultsKey } from "./autoname.ts";
import { unknownValue, type Properties, type Value } from "./wire.ts";

/**
 * What a program may be told before a resource exists: its inputs. The engine takes every output missing here as
 * unknown; values that the cloud fills in *inside* an input must be marked by hand.
 */
export function previewCreate(type: string, inputs: Properties): Properties {
  const { [defaultsKey]: _, ...shown } = inputs;
  const interfaces = shown["networkInterfaces"];
  if (type !== "gcp:compute/instance:Instance" || !Array.isArray(interfaces)) return shown;
  return { ...shown, networkInterfaces: interfaces.map(withUnknownAddress) };
}

function withUnknownAddress(networkInterface: Value): Value {
  if (typeof networkInterface !== "object" || networkInterface === null) return networkInterface;
  return { networkIp: unknownValue, name: unknownValue, ...(networkInterface as Properties) };
}

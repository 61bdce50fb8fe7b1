import type { SdkClass } from "./sdk-class.ts";
import type { Properties, Value } from "./wire.ts";

type Thing = { readonly type: string; readonly id: string };

/**
 * Adds every output-only property the SDK declares and the cloud did not give. A property left out would reach a
 * program as `undefined` on an update, which no real provider does. The values depend on type and id alone.
 */
export function completeOutputs(thing: Thing, outputs: Properties, sdk: SdkClass): Properties {
  const missing = [...sdk.computed].filter((name) => outputs[name] === undefined);
  const made = missing.map((name) => [name, plausible(thing, name, sdk.propertyTypes.get(name) ?? "string", outputs)] as const);
  return { ...outputs, ...Object.fromEntries(made) };
}

function plausible({ type, id }: Thing, name: string, declared: string, outputs: Properties): Value {
  if (name === "tagsAll") return outputs["tags"] ?? {};
  if (name === "effectiveLabels" || name === "pulumiLabels") return outputs["labels"] ?? {};
  if (declared === "boolean") return false;
  if (declared === "number") return 0;
  if (declared.endsWith("[]")) return [];
  if (declared !== "string") return {};
  if (name === "arn")
    return id.startsWith("arn:")
      ? id
      : `arn:aws:${service(type)}:${service(type) === "iam" ? "" : "eu-west-1"}:000000000000:${kind(type)}/${id}`;
  if (name === "selfLink") return `https://www.googleapis.com/${service(type)}/v1/${id}`;
  if (/(Timestamp|Time|Date|On|At)$/.test(name)) return "2026-01-01T00:00:00Z";
  return `${kind(type)}-${name}`;
}

const service = (type: string): string => type.split(":")[1]?.split("/")[0] ?? "";
const kind = (type: string): string => type.split(":")[1]?.split("/")[1] ?? "";

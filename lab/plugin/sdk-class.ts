import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { propertyTypesOf, shapeOf, type Shape } from "./sdk-shape.ts";

/** A resource type as the SDK's own class describes it. */
export type SdkClass = Shape & { readonly propertyTypes: ReadonlyMap<string, string> };

/** Finds the class of a type token (`aws:ec2/instance:Instance`) in an SDK package's folder; undefined when the SDK has none. */
export function findClass(sdkDirectory: string, type: string): SdkClass | undefined {
  const [, module = ""] = type.split(":");
  const path = module.replace(/^index\//, "");
  for (const file of candidates(join(sdkDirectory, path))) {
    const source = readFileSync(`${file}.js`, "utf8");
    if (source.includes(`__pulumiType = '${type}'`)) {
      return { ...shapeOf(source), propertyTypes: propertyTypesOf(readFileSync(`${file}.d.ts`, "utf8")) };
    }
  }
  return undefined;
}

// The generator lower-cases some names ("sSLCertificate" is in sslcertificate.js) and moves "index" out of the way ("index_.js").
function candidates(path: string): readonly string[] {
  const wanted = `${path}.js`.toLowerCase();
  const wantedAside = `${path}_.js`.toLowerCase();
  const directory = dirname(path);
  return entriesOf(directory)
    .map((entry) => join(directory, entry))
    .filter((file) => file.toLowerCase() === wanted || file.toLowerCase() === wantedAside)
    .map((file) => file.slice(0, -".js".length));
}

function entriesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** What an SDK class says about a resource type: the names it takes and the names it promises to give back. */
export type Shape = {
  readonly inputs: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
  readonly computed: ReadonlySet<string>;
};

const assignment = /resourceInputs\["(\w+)"\] = (.+);/g;
const requirement = /Missing required property '(\w+)'/g;

/**
 * Reads the shape out of the JavaScript of a generated SDK class. The packages ship no schema; the class itself
 * marks required inputs and output-only properties. Nested types are not described there and are not checked.
 */
export function shapeOf(classSource: string): Shape {
  const constructorStart = classSource.lastIndexOf("const args = argsOrState;");
  const body = constructorStart === -1 ? classSource : classSource.slice(constructorStart);
  const inputs = new Set<string>();
  const computed = new Set<string>();
  for (const [, name = "", value = ""] of body.matchAll(assignment)) {
    (value === "undefined /*out*/" ? computed : inputs).add(name);
  }
  const required = new Set([...classSource.matchAll(requirement)].map(([, name = ""]) => name));
  return { inputs, required, computed };
}

/** Reads the declared types of a class's properties out of its declaration file: `{ arn: "string", replicas: "string[]" }`. */
export function propertyTypesOf(declarations: string): ReadonlyMap<string, string> {
  const properties = declarations.matchAll(/^ {4}readonly (\w+): pulumi\.Output<(.+)>;$/gm);
  return new Map([...properties].map(([, name = "", type = ""]) => [name, type.replace(/ \| undefined$/, "")]));
}

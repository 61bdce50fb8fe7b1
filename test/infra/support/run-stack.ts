import * as pulumi from "@pulumi/pulumi";

/** A resource that a program asked for, with the options that Pulumi's own mocks do not show. */
export type Made = {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** What it was told to wait for, by name. */
  readonly dependsOn: readonly string[];
  /** Inputs that are another resource's outputs: made anew, that one may take this one along. */
  readonly derived: readonly string[];
  readonly customTimeouts: pulumi.CustomTimeouts | undefined;
};

/** What one run of a stack's program made, by name, and told. */
export type Ran = { readonly outputs: unknown; readonly made: readonly Made[]; readonly referred: readonly string[] };

/** What the pretended clouds know of themselves: outputs by resource type, and the outputs of other stacks. */
export type Clouds = {
  readonly states?: Readonly<Record<string, (name: string) => object>>;
  readonly stacks?: Readonly<Record<string, object>>;
};

/** Runs the program of one stack as Pulumi would, against clouds that answer everything at once. */
export async function runStack(stack: string, config: Readonly<Record<string, string>>, clouds: Clouds = {}): Promise<Ran> {
  const inputs: { type: string; name: string; inputs: Readonly<Record<string, unknown>> }[] = [];
  const options = new Map<string, Asked>();
  const referred: string[] = [];
  let refusal: { readonly error: unknown } | undefined;
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given, id }) => {
        const asked = given as Record<string, unknown>;
        if (type === "pulumi:pulumi:StackReference") {
          referred.push(name);
          return { id: name, state: { ...asked, outputs: clouds.stacks?.[name] ?? {} } };
        }
        inputs.push({ type, name, inputs: asked });
        return { id: id === undefined || id === "" ? `${name}-id` : id, state: { ...asked, ...clouds.states?.[type]?.(name) } };
      },
      call: ({ token, inputs: given }) => ({ ...(given as Record<string, unknown>), ...clouds.states?.[token]?.("") }),
    },
    "failover-kit",
    stack,
    false,
    "organization",
  );
  pulumi.runtime.setAllConfig({ ...config });
  const outputs = await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
      options.set(`${type} ${name}`, { opts, props: { ...props } });
      return undefined;
    });
    const { default: main } = await import("../../../infra/index.ts");
    // A rejection in here would leave Pulumi's own promises rejected as well, with nobody to see them.
    return main().catch((error: unknown) => ((refusal = { error }), {}));
  });
  if (refusal) throw refusal.error;
  const told = await resolved(outputs);
  const awaited = new Map(await Promise.all([...options].map(async ([key, { opts }]) => [key, await namesOf(opts.dependsOn)] as const)));
  await pulumi.runtime.disconnect();
  return {
    outputs: told,
    referred,
    made: inputs
      .filter(({ type }) => !type.startsWith("pulumi:") && !type.startsWith("failover:"))
      .map(({ type, name, inputs: given }) => {
        const key = `${type} ${name}`;
        const { opts, props = {} } = options.get(key) ?? {};
        const derived = Object.keys(props).filter((input) => pulumi.Output.isInstance(props[input]));
        return { type, name, inputs: given, protect: opts?.protect === true, ignoreChanges: (opts?.ignoreChanges ?? []).map(String), dependsOn: awaited.get(key) ?? [], derived, customTimeouts: (opts as pulumi.CustomResourceOptions | undefined)?.customTimeouts };
      })
      .sort((one, other) => one.name.localeCompare(other.name)),
  };
}

type Asked = { readonly opts: pulumi.ResourceOptions; readonly props: Readonly<Record<string, unknown>> };

/** The names of the resources that one was told to wait for. */
async function namesOf(dependsOn: pulumi.ResourceOptions["dependsOn"]): Promise<readonly string[]> {
  const one = await resolved({ dependsOn: [dependsOn].flat().map((each) => (pulumi.Resource.isInstance(each) ? each.urn : each)) });
  return (one as { readonly dependsOn: readonly unknown[] }).dependsOn.flatMap((urn) => (typeof urn === "string" ? [urn.split("::").at(-1) ?? urn] : []));
}

function resolved(value: Readonly<Record<string, unknown>> | undefined): Promise<unknown> {
  return new Promise((resolve) => {
    pulumi.output(value).apply(resolve);
  });
}

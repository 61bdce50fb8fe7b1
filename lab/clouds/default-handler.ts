import { awsIdentity } from "./aws/identity.ts";
import { googleId } from "./gcp/google-id.ts";
import type { Fields, Handler, Wanted } from "./handler.ts";
import { text } from "./fields.ts";

/** Remembers what was asked for and gives it back, with an id such as the real cloud would give. */
export const defaultHandler: Required<Omit<Handler, "settle">> = {
  create: (wanted) => Promise.resolve(made(wanted)),
  read: (resource) => Promise.resolve(resource.outputs),
  update: (resource, wanted) => Promise.resolve({ ...resource.outputs, ...wanted.inputs }),
  delete: () => Promise.resolve(),
};

function made(wanted: Wanted): { id: string; outputs: Fields } {
  if (wanted.type.startsWith("gcp:")) return { id: googleId(wanted), outputs: { ...places(wanted), ...wanted.inputs } };
  const { id, arn } = awsIdentity(wanted);
  return { id, outputs: { region: text(wanted.config, "region", "eu-west-1"), ...wanted.inputs, ...(arn === undefined ? {} : { arn }) } };
}

/** What the provider fills in from its own configuration when a resource does not say. */
export function places({ config }: Wanted): Fields {
  return Object.fromEntries(
    ["project", "region", "zone"].flatMap((name) => (text(config, name) === "" ? [] : [[name, text(config, name)]])),
  );
}

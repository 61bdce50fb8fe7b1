import { z } from "zod";
import { googleId, type Inputs } from "./google-id.ts";

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  delete: z.boolean().optional(),
});
const operation = z.looseObject({ type: z.string(), resource });

/** A resource as Pulumi's state has it; what the kit does not look at is kept as it is. */
export type StateResource = z.infer<typeof resource>;

/** A stack's state as `pulumi stack export` prints it. */
export const stackState = z.looseObject({
  deployment: z.looseObject({ resources: z.array(resource).default([]), pending_operations: z.array(operation).default([]) }),
});
export type StackState = z.infer<typeof stackState>;

export const halfMadeResources = z.array(resource);

export type Settling = {
  /** The state with each half made resource in it as if it were there; a refresh then asks the cloud. Undefined when there is nothing to settle. */
  readonly state: StackState | undefined;
  /** What was put into it. */
  readonly assumed: readonly StateResource[];
  /** What to remember: all that was ever found half made in this run. */
  readonly halfMade: readonly StateResource[];
  /** Half made, and the kit cannot tell what it would be called in the cloud. */
  readonly unknown: readonly StateResource[];
};

/**
 * What to do about creates that were cut short. Whether the cloud has the thing or not, only the cloud knows; so each
 * goes into the state under the id it would have, with the inputs it was asked for, which is what the provider itself
 * holds when its create ends by reading the thing. The next refresh reads it: found, it is kept; not found, it is
 * dropped and made. Updates and deletes cut short need no more than that refresh. `remembered` are those assumed
 * before: a cloud that is still at work may answer "not there" and "already there" within the same minute.
 */
export function settleHalfMade(found: StackState, remembered: readonly StateResource[]): Settling {
  const { resources, pending_operations: pending } = found.deployment;
  const cut = pending.filter(({ type }) => type === "creating").map((operation) => operation.resource);
  const there = new Map(resources.filter((known) => known.delete !== true).map(({ urn, id }) => [urn, id]));
  const halfMade = uniqueByUrn([...remembered, ...cut]).filter(isInCloud);
  const named = halfMade.map((resource) => ({ resource, id: googleId(resource.type, resource.inputs ?? {}) }));

  // One that stands in the state under another id was being replaced, and neither of the two may be forgotten.
  const unknown = named.filter(({ resource: { urn }, id }) => id === undefined || (there.has(urn) && there.get(urn) !== id)).map(({ resource }) => resource);
  const assumed = named.flatMap(({ resource, id }) =>
    id === undefined || there.has(resource.urn) ? [] : [{ ...resource, id, outputs: withoutMarks(resource.inputs ?? {}) }],
  );
  const settled = { ...found, deployment: { ...found.deployment, resources: [...resources, ...assumed], pending_operations: [] } };
  return { state: pending.length === 0 && assumed.length === 0 ? undefined : settled, assumed, halfMade, unknown };
}

/** Whether a failed update says that something it wanted to make is there; one name stands for one thing: https://cloud.google.com/compute/docs/naming-resources */
export const saysAlreadyThere = (text: string): boolean => /\bError 409\b|alreadyExists|already exists/i.test(text);

/** Components, providers and references to other stacks are nothing that a cloud holds. */
const isInCloud = ({ custom, type }: StateResource): boolean => custom === true && !type.startsWith("pulumi:");

const uniqueByUrn = (resources: readonly StateResource[]): readonly StateResource[] => [...new Map(resources.map((one) => [one.urn, one])).values()];

/** Inputs without the notes that the provider's bridge keeps among them. */
const withoutMarks = (inputs: Inputs): Inputs => Object.fromEntries(Object.entries(inputs).flatMap(([name, value]) => (name === "__defaults" ? [] : [[name, unmarked(value)]])));

function unmarked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmarked);
  return typeof value === "object" && value !== null ? withoutMarks(value as Inputs) : value;
}

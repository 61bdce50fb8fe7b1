import type { RdsInstance } from "../rds.ts";
import type { StackState } from "../stack/half-made.ts";

const INSTANCE = "aws:rds/instance:Instance";

/**
 * The stack's state with each instance whose making was cut short settled by what AWS says: one that is there goes in under its own id,
 * one that is not is dropped and made again. Undefined when there is nothing to settle.
 */
export function settleRestored(found: StackState, instances: readonly Pick<RdsInstance, "identifier" | "resourceId">[]): StackState | undefined {
  const { resources, pending_operations: pending } = found.deployment;
  if (pending.length === 0) return undefined;
  const known = new Map(instances.map(({ identifier, resourceId }) => [identifier, resourceId]));
  const standing = new Set(resources.map(({ urn }) => urn));
  const made = pending.flatMap(({ type, resource }) => {
    const id = known.get(String(resource.inputs?.["identifier"]));
    return type === "creating" && resource.type === INSTANCE && id !== undefined && !standing.has(resource.urn) ? [{ ...resource, id, outputs: resource.inputs ?? {} }] : [];
  });
  return { ...found, deployment: { ...found.deployment, resources: [...resources, ...made], pending_operations: [] } };
}

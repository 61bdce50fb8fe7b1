import { stackState, type StackState, type StateResource } from "../../scripts/core/stack/half-made.ts";

/** A machine as Pulumi notes it down before it asks the cloud for it. */
export const halfMadeInstance = (name: string): StateResource => ({
  urn: `urn:pulumi:gcp::failover-kit::failover:gcp:Host$gcp:compute/instance:Instance::${name}`,
  type: "gcp:compute/instance:Instance",
  custom: true,
  inputs: { name, project: "acme", zone: "europe-west1-b" },
});

type Parts = { readonly resources?: readonly object[]; readonly creating?: readonly object[]; readonly pending?: readonly object[] };

/** A stack's state, as it is exported. */
export const stateWith = ({ resources = [], creating = [], pending = [] }: Parts): StackState =>
  stackState.parse({ version: 3, deployment: { resources, pending_operations: [...pending, ...creating.map((resource) => ({ type: "creating", resource }))] } });

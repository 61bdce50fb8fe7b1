import type { Lab, Resource } from "../daemon/lab.ts";

export type Verb = "create" | "read" | "update" | "delete" | "invoke";
export type Fields = Record<string, unknown>;

/** One call of the Pulumi engine as a provider plugin passes it on. `config` is the provider's own configuration. */
export type CloudRequest = {
  readonly type: string;
  readonly name: string;
  readonly urn?: string;
  readonly id?: string;
  readonly inputs: Fields;
  readonly olds?: Fields;
  readonly config?: Fields;
};
export type CloudResponse = { readonly id: string; readonly outputs: Fields };

/** Something wanted: `name` is what it is called in its cloud, `urn` tells apart what has no name there. */
export type Wanted = {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly inputs: Fields;
  readonly config: Fields;
};

/**
 * How one resource type comes true. Creating twice makes one thing with one id; where a cloud refuses the second, that is done before. What a handler leaves out, the
 * default does: remember what was asked for and give it back.
 */
export type Handler = {
  create(wanted: Wanted, lab: Lab): Promise<CloudResponse>;
  /** The outputs as they are now; undefined when it is gone behind the program's back. */
  read?(resource: Resource, lab: Lab, config: Fields): Promise<Fields | undefined>;
  update?(resource: Resource, wanted: Wanted, lab: Lab): Promise<Fields>;
  delete?(resource: Resource, lab: Lab, config: Fields): Promise<void>;
  /** Runs after the inventory has changed, for things whose shape depends on others. */
  settle?(lab: Lab): Promise<void>;
};

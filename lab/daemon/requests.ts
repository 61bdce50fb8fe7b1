import { z } from "zod";
import { operatorNames } from "../network/plan.ts";
import { faultNames } from "../network/switches.ts";

const properties = z.record(z.string(), z.unknown());

/** What `PUT /hosts/NAME` takes. */
export const hostRequest = z.strictObject({
  network: z.enum(["aws", "gcp", "inet"]),
  address: z.exactOptional(z.ipv4()),
  memoryMb: z.exactOptional(z.int().positive()),
  authorizedKeys: z.exactOptional(z.array(z.string())),
  extraAddresses: z.exactOptional(z.array(z.ipv4())),
  searches: z.exactOptional(z.boolean()),
  otherServers: z.exactOptional(z.boolean()),
});

/** What a host may be called: it becomes a hostname, a directory and a cgroup. */
export const hostName = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);

/** What `POST /hosts/NAME/exec` takes. */
export const execRequest = z.strictObject({
  argv: z.array(z.string()).min(1),
  stdin: z.string().default(""),
  timeoutSeconds: z.number().positive(),
});

const on = z.boolean();

/** What `PUT /switches/NAME` takes, with the name of the switch. */
export const switchRequest = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("aws-dark"), on }),
  z.strictObject({ name: z.enum(faultNames), on }),
  z.strictObject({ name: z.literal("operator-cut"), on, operator: z.enum(operatorNames) }),
  z.strictObject({ name: z.literal("machine-gone"), on, operator: z.enum(operatorNames) }),
  z.strictObject({ name: z.enum(["database-gone", "database-failover"]), on, instance: z.string().default("") }),
  z.strictObject({ name: z.literal("storage-down"), on, for: z.enum([...operatorNames, "everyone"]).default("everyone"), how: z.enum(["refused", "silent"]).default("silent") }),
]);

/** What `POST /operators/NAME/ssh-cut` takes: the address of the machine whose connections end. */
export const sshCutRequest = z.strictObject({ address: z.ipv4() });
export const operatorName = z.enum(operatorNames);

/** What `POST /cloud/PACKAGE/VERB` takes. */
export const cloudRequest = z.strictObject({
  type: z.string().min(1),
  name: z.string().default(""),
  urn: z.string().default(""),
  id: z.string().default(""),
  inputs: properties.default({}),
  olds: properties.default({}),
  config: properties.default({}),
});

/** What a plugin may ask of a stand-in cloud. */
export const cloudVerb = z.enum(["create", "read", "update", "delete", "invoke"]);

import { z } from "zod";

const properties = z.record(z.string(), z.unknown());

/** What `PUT /hosts/NAME` takes. */
export const hostRequest = z.strictObject({
  network: z.enum(["aws", "gcp", "inet"]),
  address: z.exactOptional(z.ipv4()),
  memoryMb: z.exactOptional(z.int().positive()),
  authorizedKeys: z.exactOptional(z.array(z.string())),
  extraAddresses: z.exactOptional(z.array(z.ipv4())),
});

/** What a host may be called: it becomes a hostname, a directory and a cgroup. */
export const hostName = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);

/** What `POST /hosts/NAME/exec` takes. */
export const execRequest = z.strictObject({
  argv: z.array(z.string()).min(1),
  stdin: z.string().default(""),
  timeoutSeconds: z.number().positive(),
});

/** What `PUT /switches/NAME` takes. */
export const switchRequest = z.strictObject({ on: z.boolean() });

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

import { show } from "../../core/commands/command.ts";
import { FailoverError } from "../../core/errors.ts";
import type { Ports } from "../../ports.ts";

/** The same ports, which change nothing any more once this process may not act: each verb that changes the world asks at the last moment. */
export function guardedPorts(ports: Ports, isInForce: () => boolean): Ports {
  const { shell, objects, dns, rds } = ports;
  const { createFromStream } = objects;
  const guarded = async <T>(command: string, act: () => Promise<T>): Promise<T> => {
    if (!isInForce()) throw new FailoverError("LEASE_LAPSED", { command });
    return act();
  };
  return {
    ...ports,
    shell: { run: (command, ...more) => guarded(show({ ...command, env: {} }), () => shell.run(command, ...more)) },
    objects: {
      ...objects,
      create: (bucket, name, body) => guarded(`create ${name}`, () => objects.create(bucket, name, body)),
      createFromFile: (bucket, name, path, until) => guarded(`create ${name}`, () => objects.createFromFile(bucket, name, path, until)),
      ...(createFromStream === undefined ? {} : { createFromStream: (bucket: string, name: string, body: AsyncIterable<Uint8Array>, until?: AbortSignal) => guarded(`create ${name}`, () => createFromStream(bucket, name, body, until)) }),
      ensureBucket: (bucket, options) => guarded(`make ${bucket}`, () => objects.ensureBucket(bucket, options)),
      remove: (bucket, name, generation) => guarded(`remove ${name}`, () => objects.remove(bucket, name, generation)),
      replace: (bucket, name, body, generation) => guarded(`replace ${name}`, () => objects.replace(bucket, name, body, generation)),
    },
    dns: { ...dns, replace: (records) => guarded("move the names", () => dns.replace(records)) },
    rds: {
      ...rds,
      takeSnapshot: (snapshot) => guarded(`take the snapshot ${snapshot.id}`, () => rds.takeSnapshot(snapshot)),
      deleteSnapshot: (id) => guarded(`delete the snapshot ${id}`, () => rds.deleteSnapshot(id)),
      reboot: (instance) => guarded(`reboot ${instance}`, () => rds.reboot(instance)),
      modify: (instance, change) => guarded(`modify ${instance}`, () => rds.modify(instance, change)),
    },
  };
}

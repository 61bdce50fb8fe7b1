import { RunError } from "@pulumi/pulumi";
import { Database } from "../gcp/database.ts";
import { foundation } from "../gcp/foundation.ts";
import type { Lifetime } from "../lifetime.ts";
import type { VerifyOutputs } from "../outputs.ts";
import type { Promised } from "../promised.ts";
import { resourceName } from "../naming.ts";
import { readSettings } from "../settings.ts";

/** One machine like the mirror's database, which reads exports and writes nothing that anybody keeps. It has no way to the internet. */
export async function verify(stack: string): Promise<Promised<VerifyOutputs>> {
  const { service, project, zone, image, sshPublicKey, databaseMachineType, databaseGb } = readSettings("verify", stack);
  const { subnetwork, verifierServiceAccount } = await foundation();
  if (verifierServiceAccount === undefined) {
    throw new RunError("the 'standby' stack does not tell verifierServiceAccount; it is older than this kit. Run 'pulumi up --stack standby' first.");
  }
  const lifetime: Lifetime = { keep: false, because: "a verification restores a copy and throws it away" };
  const database = new Database("database", {
    site: { prefix: resourceName(service, "verify"), service, project, zone, subnetwork, image, sshPublicKey },
    machineType: databaseMachineType,
    dataGb: databaseGb,
    serviceAccount: verifierServiceAccount,
    lifetime,
  });
  return { database: { name: database.hostName, address: database.address } };
}

import type * as pulumi from "@pulumi/pulumi";
import { Host } from "../gcp/host.ts";
import type { StandbySettings } from "../settings/standby.ts";

const SMALLEST = "e2-micro";

/** The machine that is there before any mirror and looks at every backup; undefined when the stack's file names none. */
export function warden({ service, project, wardenZone: zone, wardenImage: image, sshPublicKey }: StandbySettings, on: { readonly subnetwork: pulumi.Input<string>; readonly serviceAccount: pulumi.Input<string> }): Host | undefined {
  if (zone === undefined || image === undefined || sshPublicKey === undefined) return undefined;
  return new Host("warden", {
    site: { prefix: service, service, project, zone, subnetwork: on.subnetwork, image, sshPublicKey },
    role: "warden",
    part: "warden",
    machineType: SMALLEST,
    serviceAccount: on.serviceAccount,
    lifetime: { keep: false, because: "all it has is a key that a person puts there, and what it knows lies in the journal's bucket" },
  });
}

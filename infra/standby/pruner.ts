import * as pulumi from "@pulumi/pulumi";
import { IAMCustomRole } from "@pulumi/gcp/projects/iamcustomRole.js";
import { Identity } from "./identity.ts";

/** Whose archive the rotation thins out, and where it writes down what it removes. */
export type PrunerArgs = { readonly service: string; readonly project: string; readonly exports: pulumi.Input<string>; readonly journal: pulumi.Input<string> };

/** Who may remove exports, and receipts that a checkpoint stands for, once their retention is over, and can put no export there: no role of Google's own says that. */
export class Pruner extends pulumi.ComponentResource {
  constructor(name: string, { service, project, exports, journal }: PrunerArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:standby:Pruner", name, {}, options);
    // A role's id takes no hyphens.
    const roleId = `${service.replaceAll("-", "_")}_pruner`;
    const role = new IAMCustomRole(
      roleId,
      { project, roleId, title: `${service}: reads and removes objects`, permissions: ["storage.objects.get", "storage.objects.list", "storage.objects.delete"] },
      { parent: this },
    );
    new Identity(
      "pruner",
      {
        service,
        project,
        role: "pruner",
        purpose: "Removes the exports and receipts that the rotation gives up, and signs each removal; can create no export",
        grants: [
          { role: `projects/${project}/roles/${roleId}`, on: exports, as: "remover" },
          { role: `projects/${project}/roles/${roleId}`, on: journal, as: "receipts", below: `${service}/receipts/` },
          { role: "roles/storage.objectViewer", on: journal, as: "journal" },
          { role: "roles/storage.objectCreator", on: journal, as: "journal" },
        ],
      },
      { parent: this, dependsOn: role },
    );
    this.registerOutputs();
  }
}

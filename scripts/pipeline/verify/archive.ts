import type { SignerName } from "../../core/receipts.ts";
import type { HostPorts } from "../../host-ports.ts";
import { exporterKey, type Signer } from "../../steps/read-candidate.ts";
import type { World } from "../../world.ts";
import type { Project } from "../project.ts";
import { projectReceipts, receiptKey, type Receipts } from "../receipts/receipts.ts";

/** Everything a level needs of a project: its backups' store, the exporter's key, and the receipts, where somebody signs them. */
export type Archive = { readonly project: Project; readonly ports: HostPorts; readonly signer: Signer; readonly receipts: Receipts | undefined };

/** Opens a project's archive to verify it. */
export async function openArchive(project: Project, world: World): Promise<Archive> {
  const { storage, google, export: exporting, warden, verification } = project.written;
  const ports = await world.hostPorts({ endpoint: storage.endpoint, project: google.project });
  const signer = await exporterKey(world.files, exporting.signer, project.directory);
  const isSigned = warden !== undefined || verification?.signer !== undefined;
  return { project, ports, signer, receipts: isSigned ? await projectReceipts(project, { ...world, objects: ports.objects }) : undefined };
}

/** The first of these signers whose private key this machine has, by the variable that names it; undefined when none is set here. */
export async function keyHere({ project }: Archive, names: readonly ("warden" | "verifier")[], world: World) {
  const variables: Readonly<Partial<Record<SignerName, string | undefined>>> = { warden: project.written.warden?.signingKey, verifier: project.written.verification?.signingKey };
  for (const name of names) {
    const path = world.env[variables[name]?.slice(1) ?? ""] ?? "";
    if (path !== "") return receiptKey(name, path, project, world.files);
  }
  return undefined;
}

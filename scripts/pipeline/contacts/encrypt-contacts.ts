import { CONTACTS_FILE, SEALED } from "../../core/contacts/contacts.ts";
import { FailoverError } from "../../core/errors.ts";
import type { Disk } from "../../ports.ts";
import type { World } from "../../world.ts";
import { inProject, type Project } from "../project.ts";
import { keptFile, lookForContacts, openContacts, sealedText } from "./open-contacts.ts";

type Reach = Pick<World, "env" | "files" | "keys">;

/** Encrypts contacts.yaml and the customers' list, reads both back, and only then removes the plain ones. Returns the names of the encrypted files it made. */
export async function encryptContacts(project: Project, world: Reach, disk: Pick<Disk, "remove">): Promise<readonly string[]> {
  const { contacts } = await openContacts(project, world);
  const made: string[] = [];
  // The customers' list first: contacts.yaml names it, and so an interrupted call is finished by the next.
  for (const name of [contacts.customers, CONTACTS_FILE]) {
    const kept = name === undefined ? undefined : await keptFile(project, name, world);
    if (name === undefined || kept === undefined || kept.isSealed) continue;
    await seal(project, name, kept.text, world, disk);
    made.push(`${name}${SEALED}`);
  }
  await lookForContacts(project, world);
  return made;
}

async function seal(project: Project, name: string, text: string, world: Reach, disk: Pick<Disk, "remove">): Promise<void> {
  const variable = project.written.recovery.identity.slice(1);
  const path = world.env[variable] ?? "";
  const identity = path === "" ? undefined : await world.files.read(inProject(project, path));
  if (identity === undefined) throw new FailoverError("CONTACTS_NOT_SEALED", { file: name, because: `$${variable} names no file here, so nobody could read it back` });
  const sealed = `${inProject(project, name)}${SEALED}`;
  await world.files.write(sealed, await sealedText(project, text, world));
  const back = await (await world.keys()).unseal(identity, (await world.files.read(sealed)) ?? "");
  if (back !== text) {
    await disk.remove(sealed);
    throw new FailoverError("CONTACTS_NOT_SEALED", { file: name, because: typeof back === "string" ? "what was read back differs" : back.because });
  }
  await disk.remove(inProject(project, name));
}

import { CONTACTS_FILE, SEALED, SEALING } from "../../core/contacts/contacts.ts";
import { FailoverError } from "../../core/errors.ts";
import { PAGING_LIST } from "../../core/paging/paging-list.ts";
import type { Disk } from "../../host-ports.ts";
import type { World } from "../../world.ts";
import { sealPagingList } from "../paging/sealed-list.ts";
import { inProject, type Project } from "../project.ts";
import { keptFile, lookForContacts, lookForPeople, openContacts, opened, sealedText } from "./open-contacts.ts";
import { identityOf, unseal } from "./unseal.ts";

type Reach = Pick<World, "env" | "files" | "keys">;
type Remover = Pick<Disk, "remove">;

/** Encrypts contacts.yaml and the customers' list, reads both back, and only then removes the plain ones. Returns the names of the encrypted files it made. */
export async function encryptContacts(project: Project, world: Reach, disk: Remover): Promise<readonly string[]> {
  await removeIfSame(project, CONTACTS_FILE, world, disk);
  const people = await lookForPeople(project, world);
  if (people !== undefined && "contacts" in people && people.contacts.customers !== undefined) await removeIfSame(project, people.contacts.customers, world, disk);

  const { contacts } = await openContacts(project, world);
  const made: string[] = [];
  // The customers' list first: contacts.yaml names it, and so an interrupted call is finished by the next.
  for (const name of [contacts.customers, CONTACTS_FILE]) {
    const kept = name === undefined ? undefined : await keptFile(project, name, world);
    if (name === undefined || kept === undefined) continue;
    if (!kept.isSealed) await sealBeside(project, name, kept.text, world, disk);
    if (await putInPlace(project, name, world, disk)) made.push(`${name}${SEALED}`);
  }
  await lookForContacts(project, world);
  return [...made, ...((await sealPagingList(project, contacts, world)) ? [PAGING_LIST] : [])];
}

/** A file and its encrypted self that say the same: somebody's earlier work, cut short. If they differ, whoever reads them refuses. */
async function removeIfSame(project: Project, name: string, world: Reach, disk: Remover): Promise<void> {
  const [plain, sealed] = await Promise.all([name, `${name}${SEALED}`].map((file) => world.files.read(inProject(project, file))));
  if (plain === undefined || sealed === undefined) return;
  if ((await opened(project, `${name}${SEALED}`, sealed, world)) === plain) await disk.remove(inProject(project, name));
}

/**
 * The encrypted text under a name of its own, which counts only where neither the plain nor the encrypted file is: so a
 * crash at any point leaves one that is read, and the next call goes on. It lies on disk and was read back before the plain one goes.
 */
async function sealBeside(project: Project, name: string, text: string, world: Reach, disk: Remover): Promise<void> {
  const variable = project.written.recovery.identity;
  const identity = await identityOf(project, variable, world);
  if ("lacks" in identity) throw new FailoverError("CONTACTS_NOT_SEALED", { file: name, because: `${variable} names no file here, so nobody could read it back` });
  const beside = `${inProject(project, name)}${SEALING}`;
  await world.files.write(beside, await sealedText(project, text, world));
  const back = await unseal(identity.key, (await world.files.read(beside)) ?? "", world);
  if (back !== text) {
    await disk.remove(beside);
    throw new FailoverError("CONTACTS_NOT_SEALED", { file: name, because: typeof back === "string" ? "what was read back differs" : back.because });
  }
  await disk.remove(inProject(project, name));
}

async function putInPlace(project: Project, name: string, world: Reach, disk: Remover): Promise<boolean> {
  const sealing = `${inProject(project, name)}${SEALING}`;
  const text = await world.files.read(sealing);
  if (text === undefined) return false;
  const sealed = `${inProject(project, name)}${SEALED}`;
  const isThere = (await world.files.read(sealed)) !== undefined;
  if (!isThere) await world.files.write(sealed, text);
  await disk.remove(sealing);
  return !isThere;
}

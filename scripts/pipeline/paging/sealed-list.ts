import type { Contacts } from "../../core/contacts/contacts.ts";
import { FailoverError } from "../../core/errors.ts";
import { PAGING_LIST, pagingListOf, pagingListText, readPagingList, type PagingList } from "../../core/paging/paging-list.ts";
import { recipientsIn } from "../../core/recipients.ts";
import type { World } from "../../world.ts";
import { identityOf, unseal } from "../contacts/unseal.ts";
import { inProject, type Project } from "../project.ts";

type Reach = Pick<World, "env" | "files" | "keys">;

/** What a look at the sealed list came to. */
export type ListRead = { readonly list: PagingList } | { readonly because: string; /** The key is not on this machine, so nobody can tell here whether the list is sound. */ readonly isKeyMissing?: true };

/**
 * Seals who is paged to the warden's own key, and to those who open the backups, where the settings ask for it. Says
 * whether it wrote: what says the same already, to the same keys, stays as it is.
 */
export async function sealPagingList(project: Project, contacts: Contacts, world: Reach): Promise<boolean> {
  const { paging, export: exporting } = project.written;
  if (paging?.sealed === undefined) return false;
  const own = await ownKeys(project, paging.sealed.recipient, world);
  const others = await Promise.all(exporting.recipients.map(async (path) => recipientsIn((await world.files.read(inProject(project, path))) ?? "")));
  if (own.length === 0) throw new FailoverError("FILE_MISSING", { path: paging.sealed.recipient, purpose: "the paging list is sealed to it; 'failover init' makes it" });
  if (own.some((key) => others.flat().includes(key))) throw new FailoverError("PAGING_KEY_OPENS_BACKUPS", { file: paging.sealed.recipient });
  const list: PagingList = { ...pagingListOf(contacts, paging.team), sealedTo: [...own, ...others.flat()] };
  const before = await readSealedList(project, project.written.recovery.identity, world);
  if ("list" in before && pagingListText(before.list) === pagingListText(list)) return false;
  await world.files.write(inProject(project, PAGING_LIST), await (await world.keys()).seal([...own, ...others.flat()], pagingListText(list)));
  return true;
}

const ownKeys = async (project: Project, recipient: string, world: Pick<World, "files">): Promise<readonly string[]> => recipientsIn((await world.files.read(inProject(project, recipient))) ?? "");

/** The same as whoever opens the backups reads it, but that it must be sealed to the warden's key of today: its own file cannot show that. */
export async function readForWarden(project: Project, recipient: string, world: Reach): Promise<ListRead> {
  const read = await readSealedList(project, project.written.recovery.identity, world);
  if ("because" in read) return read;
  const own = await ownKeys(project, recipient, world);
  return own.every((key) => read.list.sealedTo?.includes(key) === true) ? read : { because: `${PAGING_LIST} is not sealed to the key in ${recipient}` };
}

/** Opens the list with the private key that this variable names. */
export async function readSealedList(project: Project, variable: string, world: Reach): Promise<ListRead> {
  const sealed = await world.files.read(inProject(project, PAGING_LIST));
  if (sealed === undefined) return { because: `there is no ${PAGING_LIST}` };
  const identity = await identityOf(project, variable, world);
  if ("lacks" in identity) return { because: `${PAGING_LIST} cannot be opened: ${variable} ${identity.lacks === "variable" ? "is not set" : "names no file that is here"}`, isKeyMissing: true };
  const text = await unseal(identity.key, sealed, world);
  if (typeof text !== "string") return { because: `${PAGING_LIST} cannot be opened: ${text.because}` };
  const list = readPagingList(text);
  return list === undefined ? { because: `${PAGING_LIST} holds something else than a paging list` } : { list };
}

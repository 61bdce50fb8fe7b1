import { CONTACTS_FILE, SEALED, SEALING, type Contacts } from "../../core/contacts/contacts.ts";
import { readContacts } from "../../core/contacts/read-contacts.ts";
import { readCustomers, type ReadCustomers } from "../../core/contacts/read-customers.ts";
import { FailoverError } from "../../core/errors.ts";
import { recipientsIn } from "../../core/recipients.ts";
import type { World } from "../../world.ts";
import { inProject, type Project } from "../project.ts";
import { identityOf, unseal } from "./unseal.ts";

type Reach = Pick<World, "env" | "files" | "keys">;

/** A file of the project that may be encrypted: what it says, and which of the two it is. */
export type Kept = { readonly text: string; readonly file: string; readonly isSealed: boolean };

/** Whom to call; `customers` is undefined when contacts.yaml names no list of them. */
export type OpenContacts = { readonly contacts: Contacts; readonly kept: Kept; readonly customers: (ReadCustomers & { readonly file: string }) | undefined };

/** Reads contacts.yaml, or contacts.yaml.age, and the customers' list it names; or tells every problem of contacts.yaml. Undefined if there is none. */
export async function lookForContacts(project: Project, world: Reach): Promise<OpenContacts | { readonly problems: readonly string[]; readonly file: string } | undefined> {
  const found = await lookForPeople(project, world);
  if (found === undefined || "problems" in found) return found;
  return { ...found, customers: await customersOf(project, found.contacts, world) };
}

/** The same without the customers' list, which may be missing where the people are known. */
export async function lookForPeople(project: Project, world: Reach): Promise<Omit<OpenContacts, "customers"> | { readonly problems: readonly string[]; readonly file: string } | undefined> {
  const kept = await keptFile(project, CONTACTS_FILE, world);
  if (kept === undefined) return undefined;
  const read = readContacts(kept.text, kept.file);
  if ("problems" in read) return { problems: read.problems, file: kept.file };
  return { contacts: read.value, kept };
}

/** The same, where there must be one, and nothing may be wrong with it. */
export async function openContacts(project: Project, world: Reach): Promise<OpenContacts> {
  const found = await lookForContacts(project, world);
  if (found === undefined) throw new FailoverError("CONTACTS_MISSING", { directory: project.directory });
  if ("problems" in found) throw new FailoverError("SETTINGS_INVALID", found);
  if (found.customers !== undefined && found.customers.problems.length > 0) throw new FailoverError("SETTINGS_INVALID", { file: found.customers.file, problems: found.customers.problems });
  return found;
}

/** The customers' list that contacts.yaml names; undefined when it names none. */
export async function customersOf(project: Project, { customers: name }: Pick<Contacts, "customers">, world: Reach): Promise<OpenContacts["customers"]> {
  if (name === undefined) return undefined;
  const kept = await keptFile(project, name, world);
  if (kept === undefined) throw new FailoverError("FILE_MISSING", { path: inProject(project, name), purpose: `${CONTACTS_FILE} says that it lists the customers' contacts` });
  return { ...readCustomers(kept.text, kept.file), file: kept.file };
}

/** A file of the project, or its encrypted self; both at once are refused. */
export async function keptFile(project: Project, name: string, world: Reach): Promise<Kept | undefined> {
  const [plain, inPlace, beside] = await Promise.all([name, `${name}${SEALED}`, `${name}${SEALING}`].map((file) => world.files.read(inProject(project, file))));
  const sealed = inPlace ?? (plain === undefined ? beside : undefined);
  if (plain !== undefined && sealed !== undefined) throw new FailoverError("CONTACTS_TWICE", { plain: name, sealed: `${name}${SEALED}` });
  if (plain !== undefined) return { text: plain, file: name, isSealed: false };
  if (sealed === undefined) return undefined;
  const file = `${name}${SEALED}`;
  return { text: await opened(project, file, sealed, world), file, isSealed: true };
}

/** What an encrypted file says, by the operations' key; refused where that is not here, or does not open it. */
export async function opened(project: Project, file: string, sealed: string, world: Reach): Promise<string> {
  const variable = project.written.recovery.identity;
  const identity = await identityOf(project, variable, world);
  if ("lacks" in identity) throw new FailoverError("CONTACTS_NOT_OPENED", { file, because: identity.lacks === "variable" ? `${variable} is not set` : `the file that ${variable} names is not here` });
  const text = await unseal(identity.key, sealed, world);
  if (typeof text !== "string") throw new FailoverError("CONTACTS_NOT_OPENED", { file, because: text.because });
  return text;
}

/** A text encrypted to everybody who can open the backups. */
export async function sealedText(project: Project, text: string, world: Reach): Promise<string> {
  const files = await Promise.all(
    project.written.export.recipients.map(async (path) => {
      const keys = await world.files.read(inProject(project, path));
      if (keys === undefined) throw new FailoverError("FILE_MISSING", { path, purpose: "its holder shall be able to read the contacts" });
      return recipientsIn(keys);
    }),
  );
  return (await world.keys()).seal(files.flat(), text);
}

/** Replaces what a file says, encrypted if it was. */
export async function keepFile(project: Project, { file, isSealed }: Kept, text: string, world: Reach): Promise<void> {
  await world.files.write(inProject(project, file), isSealed ? await sealedText(project, text, world) : text);
}

import { CONTACTS_FILE, SEALED, type Contacts } from "../../core/contacts/contacts.ts";
import { readContacts } from "../../core/contacts/read-contacts.ts";
import { readCustomers, type ReadCustomers } from "../../core/contacts/read-customers.ts";
import { FailoverError } from "../../core/errors.ts";
import { recipientsIn } from "../../core/recipients.ts";
import type { World } from "../../world.ts";
import { inProject, type Project } from "../project.ts";

type Reach = Pick<World, "env" | "files" | "keys">;

/** A file of the project that may be encrypted: what it says, and which of the two it is. */
export type Kept = { readonly text: string; readonly file: string; readonly isSealed: boolean };

/** Whom to call; `customers` is undefined when contacts.yaml names no list of them. */
export type OpenContacts = { readonly contacts: Contacts; readonly kept: Kept; readonly customers: (ReadCustomers & { readonly file: string }) | undefined };

/** Reads contacts.yaml, or contacts.yaml.age, and the customers' list it names; or tells every problem of contacts.yaml. Undefined if there is none. */
export async function lookForContacts(project: Project, world: Reach): Promise<OpenContacts | { readonly problems: readonly string[]; readonly file: string } | undefined> {
  const kept = await keptFile(project, CONTACTS_FILE, world);
  if (kept === undefined) return undefined;
  const read = readContacts(kept.text, kept.file);
  if ("problems" in read) return { problems: read.problems, file: kept.file };
  const { customers } = read.value;
  return { contacts: read.value, kept, customers: customers === undefined ? undefined : await customersOf(project, customers, world) };
}

/** The same, where there must be one, and nothing may be wrong with it. */
export async function openContacts(project: Project, world: Reach): Promise<OpenContacts> {
  const found = await lookForContacts(project, world);
  if (found === undefined) throw new FailoverError("CONTACTS_MISSING", { directory: project.directory });
  if ("problems" in found) throw new FailoverError("SETTINGS_INVALID", found);
  if (found.customers !== undefined && found.customers.problems.length > 0) throw new FailoverError("SETTINGS_INVALID", { file: found.customers.file, problems: found.customers.problems });
  return found;
}

async function customersOf(project: Project, name: string, world: Reach): Promise<ReadCustomers & { readonly file: string }> {
  const kept = await keptFile(project, name, world);
  if (kept === undefined) throw new FailoverError("FILE_MISSING", { path: inProject(project, name), purpose: `${CONTACTS_FILE} says that it lists the customers' contacts` });
  return { ...readCustomers(kept.text, kept.file), file: kept.file };
}

/** A file of the project, or its encrypted self; both at once are refused. */
export async function keptFile(project: Project, name: string, world: Reach): Promise<Kept | undefined> {
  const [plain, sealed] = await Promise.all([name, `${name}${SEALED}`].map((file) => world.files.read(inProject(project, file))));
  if (plain !== undefined && sealed !== undefined) throw new FailoverError("CONTACTS_TWICE", { plain: name, sealed: `${name}${SEALED}` });
  if (plain !== undefined) return { text: plain, file: name, isSealed: false };
  if (sealed === undefined) return undefined;
  const file = `${name}${SEALED}`;
  const variable = project.written.recovery.identity.slice(1);
  const path = world.env[variable] ?? "";
  const identity = path === "" ? undefined : await world.files.read(inProject(project, path));
  if (identity === undefined) throw new FailoverError("CONTACTS_NOT_OPENED", { file, because: path === "" ? `$${variable} is not set` : `the file that $${variable} names is not here` });
  const opened = await (await world.keys()).unseal(identity, sealed);
  if (typeof opened !== "string") throw new FailoverError("CONTACTS_NOT_OPENED", { file, because: opened.because });
  return { text: opened, file, isSealed: true };
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

import type { OpenContacts } from "../contacts/open-contacts.ts";
import { oncePerAddress, type Recipient } from "../../core/notices/recipients.ts";
import { notifyOf } from "../../core/notify-settings.ts";
import type { Project } from "../project.ts";

/** Whom a notice goes to; the rows that are not sound, and would be left out; or why there is nobody. */
export type Audience = { readonly recipients: readonly Recipient[]; readonly alsoNamed: number; readonly unsound: { readonly file: string; readonly problems: readonly string[] } | undefined };

const soundList = { unsound: undefined };

/** The customers' designated contacts, the people of the company, or a team of theirs; in a drill nobody but the drill's team, whatever the audience. */
export function recipientsOf(project: Project, { contacts, customers }: OpenContacts, audience: string, isDrill: boolean): Audience | { readonly problem: string } {
  const withAddress = (ids: readonly string[] | undefined): readonly Recipient[] =>
    contacts.people.flatMap(({ id, email }) => (email !== undefined && (ids === undefined || ids.includes(id)) ? [{ id, email }] : []));
  if (isDrill) {
    const name = notifyOf(project.written).drillTeam;
    const team = contacts.teams.find(({ id }) => id === name);
    if (team === undefined) return { problem: name === undefined ? "a drill's messages go to notify.drillTeam alone, and failover.yaml names none" : `notify.drillTeam names '${name}', and contacts.yaml has no such team` };
    return { ...oncePerAddress(withAddress(team.members)), ...soundList };
  }
  if (audience === "internal") return { ...oncePerAddress(withAddress(undefined)), ...soundList };
  if (audience === "customers") {
    if (customers === undefined) return { problem: "contacts.yaml names no list of customers' contacts" };
    const unsound = customers.problems.length === 0 ? undefined : { file: customers.file, problems: customers.problems };
    return { ...oncePerAddress(customers.contacts), unsound };
  }
  const team = contacts.teams.find(({ id }) => id === audience);
  return team === undefined ? { problem: `there is no audience '${audience}': customers, internal, or a team of contacts.yaml` } : { ...oncePerAddress(withAddress(team.members)), ...soundList };
}

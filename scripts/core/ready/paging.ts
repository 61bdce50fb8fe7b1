import { isSamePagingList, roadsTo, type PagingList } from "../paging/paging-list.ts";
import type { Finding } from "../readiness.ts";
import { amber, green, unknown } from "./finding.ts";

const CHECK = "paging";
const RENEW = "failover contacts encrypt, then play warden.yml";

/** What is known of who would be paged: by contacts.yaml, and by the list that the warden has, where one is sealed to it. */
export type PagingSeen = {
  readonly team: string;
  readonly roads: { readonly sms: boolean; readonly mail: boolean; readonly webhooks: boolean };
  /** Undefined where contacts.yaml cannot be read here. */
  readonly contacts: { readonly list: PagingList; readonly isSealed: boolean } | undefined;
  /** Undefined where the settings ask for none. */
  readonly sealed: { readonly list: PagingList } | { readonly because: string; readonly isKeyMissing?: true } | undefined;
};

/** Which rungs of the ladder the warden could reach, and by which roads; people by their ids. */
export function pagingFindings({ team, roads, contacts, sealed }: PagingSeen): readonly Finding[] {
  if (sealed !== undefined && "because" in sealed && sealed.isKeyMissing === true && contacts !== undefined) return [unknown(CHECK, `whom the warden would page cannot be told here: ${sealed.because}`, "look where the operations key is")];
  if (sealed !== undefined && "because" in sealed && contacts !== undefined) return [amber(CHECK, `${sealed.because}: the warden would page nobody but by webhooks`, RENEW)];
  const list = sealed !== undefined && "list" in sealed ? sealed.list : contacts?.list;
  if (list === undefined) return [unknown(CHECK, `nobody can tell here who is on the ladder${sealed !== undefined && "because" in sealed ? `: ${sealed.because}` : ""}`, "look where the operations key is")];
  if (list.people.length === 0) return [amber(CHECK, `nobody is in the team '${team}': ${roads.webhooks ? "only the webhooks are used" : "nobody is paged"}`, "mend contacts.yaml, or paging.team")];
  if (sealed === undefined && contacts?.isSealed === true) return [amber(CHECK, "contacts.yaml is encrypted, and the warden cannot open it: nobody is paged from there but by webhooks", "add paging.sealed, then failover contacts encrypt")];
  if (sealed !== undefined && contacts !== undefined && !isSamePagingList(list, contacts.list)) return [amber(CHECK, "the paging list that is sealed to the warden is not what contacts.yaml says now", RENEW)];
  const rungs = roadsTo(list, roads);
  const said = rungs.map(({ id, by }) => `${id} (${by.length === 0 ? "no road" : by.join(", ")})`).join(", then ");
  if (rungs.some(({ by }) => by.length === 0)) return [amber(CHECK, `paged in this order: ${said}`, "give each a mobile number in contacts.yaml, or an address and a mail server")];
  return [green(CHECK, `paged in this order: ${said}${sealed === undefined ? ", where the watch has contacts.yaml" : ""}`)];
}

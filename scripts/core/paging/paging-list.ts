import { z } from "zod";
import { callingList } from "../contacts/calling-list.ts";
import type { Contacts } from "../contacts/contacts.ts";
import { jsonIn } from "../json-in.ts";
import { ladderOf } from "./ladder.ts";

/** The encrypted file beside contacts.yaml that holds no more than paging wants. */
export const PAGING_LIST = "paging-list.age";

const schema = z.strictObject({
  schema: z.literal("failover-kit/paging-list/1"),
  team: z.string(),
  /** In the order of the ladder. */
  people: z.array(z.strictObject({ id: z.string(), mobile: z.string().exactOptional(), email: z.string().exactOptional() })),
  /** The public keys it was sealed to, which the encrypted file itself does not tell. */
  sealedTo: z.array(z.string()).exactOptional(),
});

/** Who is paged one after the other, by their ids, with the number and the address they are reached under: no name, nothing of anybody else. */
export type PagingList = z.infer<typeof schema>;

/** The ladder of a team; without anybody where contacts.yaml has no such team. */
export function pagingListOf(contacts: Contacts, team: string): PagingList {
  const { teams } = callingList(contacts, { at: new Date(0), verifyAfterDays: Number.MAX_SAFE_INTEGER, team, customers: null });
  const people = ladderOf(teams.flatMap(({ calls }) => calls)).flatMap(({ person }) => contacts.people.filter(({ id }) => id === person));
  return { schema: "failover-kit/paging-list/1", team, people: people.map(({ id, mobile, email }) => ({ id, ...(mobile === undefined ? {} : { mobile }), ...(email === undefined ? {} : { email }) })) };
}

/** Whether two lists name the same people in the same order, with the same numbers and addresses. */
export const isSamePagingList = (a: PagingList, b: PagingList): boolean => pagingListText({ ...a, sealedTo: [] }) === pagingListText({ ...b, sealedTo: [] });

export const pagingListText = (list: PagingList): string => `${JSON.stringify(list)}\n`;

/** What such a text says; undefined when it is none. */
export const readPagingList = (text: string): PagingList | undefined => schema.safeParse(jsonIn(text)).data;

/** By which roads each person of a list is reached: their own, or the webhooks that everybody hears where no gateway takes texts. */
export const roadsTo = ({ people }: PagingList, roads: { readonly sms: boolean; readonly mail: boolean; readonly webhooks: boolean }): readonly { readonly id: string; readonly by: readonly string[] }[] =>
  people.map(({ id, mobile, email }) => ({
    id,
    by: [...(roads.sms && mobile !== undefined ? ["text"] : []), ...(roads.mail && email !== undefined ? ["mail"] : []), ...(!roads.sms && roads.webhooks ? ["webhooks"] : [])],
  }));

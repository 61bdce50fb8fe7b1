import PostalMime from "postal-mime";
import { OWN_NAME } from "./mail.ts";
import { messageIdOf, type Notice } from "./notice.ts";

/** A message from a mail system about one that it was given before: which one, and what became of it. */
export type DeliveryReport = { readonly about: readonly string[]; readonly became: "failed" | "delayed" | "else"; readonly code: string };

const STATUS = /\b[245]\.\d{1,3}\.\d{1,3}\b/;
const MESSAGE_ID = /<[^<>\s]+>/g;
/** A message of ours goes to one recipient. */
const MOST_GROUPS = 20;

/** Reads a delivery status notification (https://www.rfc-editor.org/rfc/rfc3464); undefined for any other message, and for one that nobody can read, since anybody may write to a mailbox. */
export async function readDeliveryReport(raw: string): Promise<DeliveryReport | undefined> {
  return reportIn(raw).catch(() => undefined);
}

async function reportIn(raw: string): Promise<DeliveryReport | undefined> {
  const { headers, attachments } = await PostalMime.parse(raw, { forceRfc822Attachments: true, attachmentEncoding: "utf8" });
  const textOf = (...types: readonly string[]): readonly string[] => attachments.flatMap(({ mimeType, content }) => (types.includes(mimeType) && typeof content === "string" ? [content] : []));
  const [status] = textOf("message/delivery-status", "message/global-delivery-status");
  if (status === undefined) return undefined;
  const returned = await Promise.all(textOf("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers").map(fieldsOf));
  // Some systems return nothing of the message, and name it as what they answer.
  const about = [...returned.flatMap((fields) => ["message-id", OWN_NAME.toLowerCase()].map((name) => fields.get(name))), ...headers.filter(({ key }) => key === "in-reply-to" || key === "references").map(({ value }) => value)];
  // The first group is about the report; each further one is about a recipient.
  const groups = await Promise.all(status.replaceAll("\r\n", "\n").split(/\n[ \t]*\n/).slice(1, 1 + MOST_GROUPS).map(fieldsOf));
  const withAction = (action: string) => groups.find((fields) => fields.get("action")?.toLowerCase() === action);
  const told = withAction("failed") ?? withAction("delayed");
  return {
    about: [...new Set(about.flatMap((text) => text?.match(MESSAGE_ID) ?? []))],
    became: withAction("failed") !== undefined ? "failed" : told === undefined ? "else" : "delayed",
    // Only the code: what a server says beside it names people.
    code: STATUS.exec(told?.get("status") ?? "")?.[0] ?? "no code",
  };
}

/** The fields of a text that is made of them, by their names in lower case. */
async function fieldsOf(text: string): Promise<ReadonlyMap<string, string>> {
  const { headers } = await PostalMime.parse(`${text.trimStart()}\n\n`);
  return new Map(headers.map(({ key, value }) => [key, value]));
}

/** Whose message of which notice. */
export type Whose = { readonly notice: string; readonly recipient: string };

/** Tells to whom, by id, a message of ours with one of these Message-IDs went; undefined when none of them is ours. Made once, since ten thousand may have come back. */
export function recipientsOfMessages(notices: readonly Pick<Notice, "id" | "recipients">[]): (ids: readonly string[]) => Whose | undefined {
  const local = (id: string) => id.slice(0, id.lastIndexOf("@"));
  const known = new Map(notices.flatMap(({ id, recipients }) => recipients.map((recipient) => [local(messageIdOf(id, recipient, "")), { notice: id, recipient }] as const)));
  return (ids) => ids.map((id) => known.get(local(id))).find((whose) => whose !== undefined);
}

/** The messages in a mailbox file: one that does not begin as such a file does is a message itself. */
export function messagesIn(text: string): readonly string[] {
  if (!text.startsWith("From ")) return text.trim() === "" ? [] : [text];
  const messages = text.replaceAll("\r\n", "\n").split(/(?:^|\n\n)From [^\n]*\n/).filter((message) => message.trim() !== "");
  // A line of a message that looked like a beginning was quoted when it was kept.
  return messages.map((message) => message.replaceAll(/^>(>*From )/gm, "$1"));
}

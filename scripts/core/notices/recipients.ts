/** Somebody a notice goes to; nothing but the message itself ever holds the address. */
export type Recipient = { readonly id: string; readonly email: string };

/** One message to each address, however many entries name it; the first of them stands for all. */
export function oncePerAddress(listed: readonly Recipient[]): { readonly recipients: readonly Recipient[]; readonly alsoNamed: number } {
  const seen = new Map<string, Recipient>();
  for (const recipient of listed) if (!seen.has(recipient.email.toLowerCase())) seen.set(recipient.email.toLowerCase(), recipient);
  return { recipients: [...seen.values()], alsoNamed: listed.length - seen.size };
}

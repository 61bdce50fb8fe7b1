/** The public keys in an age recipients file: one a line, without comments. */
export const recipientsIn = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

/** What is wrong with a recipients file, or undefined: a private key beside the exporter is the worst of it. */
export function recipientsProblem(path: string, text: string | undefined): string | undefined {
  if (text === undefined) return `${path}: not there`;
  if (/AGE-SECRET-KEY-|PRIVATE KEY/.test(text)) return `${path}: holds a private key; only public keys belong on the exporter`;
  const recipients = recipientsIn(text);
  if (recipients.length === 0) return `${path}: names no recipient`;
  return recipients.every((line) => /^(age1[a-z0-9]+|ssh-(ed25519|rsa) \S+.*)$/.test(line)) ? undefined : `${path}: a line is no age recipient`;
}

/** A secret of the company by its name, with the texts that must be seen nowhere: of a key's file each line that matters. */
export type KnownSecret = { readonly name: string; readonly texts: readonly string[] };

export type Form = "as it is" | "URL-encoded" | "JSON-escaped" | "base64";

/** One writing of one secret, to be looked for byte by byte. */
export type Needle = { readonly secret: string; readonly form: Form; readonly bytes: Buffer };

/** Shorter ones stand in ordinary data by chance. */
const SHORTEST = 8;

/** Every writing of these secrets that is looked for. On purpose nothing of this is shared with the kit: each checks the other. */
export function needlesFor(secrets: readonly KnownSecret[]): readonly Needle[] {
  const found = new Map<string, Needle>();
  for (const { name, texts } of secrets)
    for (const text of texts)
      for (const [form, written] of writings(text))
        if (written.length >= SHORTEST && !found.has(written)) found.set(written, { secret: name, form, bytes: Buffer.from(written) });
  return [...found.values()];
}

function writings(text: string): readonly (readonly [Form, string])[] {
  const url = encodeURIComponent(text);
  const json = JSON.stringify(text).slice(1, -1);
  const base64 = [0, 1, 2].map((before) => inBase64(Buffer.from(text), before));
  return [
    ["as it is", text],
    ["URL-encoded", url],
    ["URL-encoded", url.replaceAll(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())],
    ["URL-encoded", url.replaceAll("%20", "+")],
    ["JSON-escaped", json],
    ["JSON-escaped", json.replaceAll("/", "\\/")],
    ...base64.flatMap((plain) => [["base64", plain], ["base64", plain.replaceAll("+", "-").replaceAll("/", "_")]] as const),
  ];
}

/** What of a longer text's base64 is certain when these bytes stand in it after so many others: the letters at both ends hold a neighbour's bits as well. */
function inBase64(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  return whole.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
}

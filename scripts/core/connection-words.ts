/** What an error of a connection, or of whoever made one, says of itself. */
export type Told = { readonly code: string; readonly text: string };

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  ETIMEDOUT: "no connection came about",
  EHOSTUNREACH: "no way leads to that machine",
  ENETUNREACH: "no way leads to that network",
  ENOTFOUND: "nobody knows that name",
  EAI_AGAIN: "the name could not be looked up",
};

/** The first cause in words: what wraps it says only that something failed. */
export function connectionWords(error: unknown): Told {
  if (!(error instanceof Error)) return { code: "", text: String(error) };
  // Who tried several addresses says nothing himself, and each of the tries says the same.
  const [first] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  if (first !== undefined) return connectionWords(first);
  if (error.cause instanceof Error) return connectionWords(error.cause);
  const { code } = error as { readonly code?: unknown };
  const known = words[String(code)];
  return { code: typeof code === "string" ? code : "", text: known === undefined ? error.message : `${known} (${error.message})` };
}

/** Of an error's code: a certificate that proves nothing. */
export const certificateTrouble = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/** What shows that it was not the one we asked who answered: it cannot prove its name, or speaks another language. Undefined where nothing shows it. */
export function strangerIn({ code, text }: Told): string | undefined {
  if (certificateTrouble.test(code)) return `it cannot prove its name (${text})`;
  // Other trouble of TLS, and an answer that was cut, may pass.
  const [noTls] = /wrong version number|packet length too long|unknown protocol|http request/.exec(code === "EPROTO" || code.startsWith("ERR_SSL_") ? text : "") ?? [];
  if (noTls !== undefined) return `it does not speak TLS (${noTls})`;
  if (code === "HPE_INVALID_CONSTANT" || code === "HPE_INVALID_VERSION") return `it does not speak HTTP (${text})`;
  return undefined;
}

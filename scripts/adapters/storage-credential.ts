import { connectionWords } from "../core/connection-words.ts";
import { FailoverError } from "../core/errors.ts";

/** Who we are at Google's store. */
export type Credential = {
  /** A token to show; none where nothing is shown. */
  readonly token: () => Promise<string | undefined>;
  /** Forgets the token that the store has just refused; whether another one may be had. */
  readonly renew: () => boolean;
};

type SignedIn = { getAccessToken(): Promise<string | null | undefined> };

/** A ready token (GOOGLE_OAUTH_ACCESS_TOKEN), or else the machine's own default credentials. */
export function credentialFor(endpoint: string | undefined, base: string, token: string | undefined): Credential {
  const cannot = (): boolean => false;
  if (endpoint?.startsWith("http://")) return { token: async () => undefined, renew: cannot }; // a credential never travels in the clear
  if (token !== undefined && token !== "") return { token: async () => token, renew: cannot };
  let auth: Promise<SignedIn> | undefined;
  return {
    token: async () => {
      // The library is CommonJS: imported late by itself, its bundle has no names. A module of ours in between has.
      auth ??= import("./google-sign-in.ts").then(({ signIn }) => signIn());
      return (await (await auth).getAccessToken().catch(notSignedIn(base))) ?? undefined;
    },
    renew: () => {
      auth = undefined;
      return true;
    },
  };
}

/** No answer from whoever hands out tokens may pass; a credential that is missing or refused stays so. */
const notSignedIn =
  (endpoint: string) =>
  (error: unknown): never => {
    const { code, status } = error as { readonly code?: unknown; readonly status?: unknown };
    const isSilence = /^(ECONN|ENET|EHOST|EAI_|ENOTFOUND|ETIMEDOUT|EPIPE|5\d\d|429)/.test(String(code)) || Number(status) >= 500;
    if (isSilence) throw error;
    const [reason = ""] = connectionWords(error).text.split(/\.(?: |$)/); // advice of another kit follows
    throw new FailoverError("STORE_NOT_SIGNED_IN", { endpoint, reason }, { cause: error });
  };

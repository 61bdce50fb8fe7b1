import { GoogleAuth } from "google-auth-library";

const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

/** Whoever this machine is at Google, by its default credentials: asked for a token at each request, it renews it when it must. */
export const signIn = (): { getAccessToken(): Promise<string | null | undefined> } => new GoogleAuth({ scopes: SCOPE });

import type { Failed, Lookout, WebAnswer, WebQuestion, World } from "../world.ts";

/** To ask a cloud that is gone for credentials may take long. */
const CREDENTIALS_MS = 3000;

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

/** Signs a request and asks it; credentials are looked for where every tool of AWS looks, once. */
export function awsAsker(web: (url: string, question: WebQuestion) => Promise<WebAnswer | Failed>, secrets: Pick<World["secrets"], "learn">): Lookout["aws"] {
  let looking: Promise<Credentials | { readonly noCredentials: string }> | undefined;
  return async ({ service, region, url, method = "GET", headers = {}, body, timeoutSeconds }) => {
    const found = await (looking ??= credentials(secrets));
    if ("noCredentials" in found) return found;
    const { signing } = await import("./aws-signing.ts");
    const signed = await new signing.AwsV4Signer({ ...found, service, region, url, method, headers, ...(body === undefined ? {} : { body }) }).sign();
    return web(signed.url.toString(), { method, headers: Object.fromEntries(signed.headers), timeoutSeconds, ...(body === undefined ? {} : { body }) });
  };
}

async function credentials(secrets: Pick<World["secrets"], "learn">): Promise<Credentials | { readonly noCredentials: string }> {
  let enough: NodeJS.Timeout | undefined;
  const late = new Promise<{ readonly noCredentials: string }>((resolve) => {
    enough = setTimeout(() => resolve({ noCredentials: "AWS's credentials did not come in time" }), CREDENTIALS_MS);
  });
  try {
    const { signing } = await import("./aws-signing.ts");
    const found = signing.defaultProvider()().then(
      ({ accessKeyId, secretAccessKey, sessionToken }) => {
        secrets.learn({ values: [secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])], files: [] });
        return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
      },
      () => ({ noCredentials: "no AWS credentials here" }),
    );
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(enough);
  }
}

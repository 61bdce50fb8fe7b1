import { readHealth, type Health } from "../core/health.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import type { Http } from "../ports.ts";
import type { Context } from "./step.ts";

const TIMEOUT_SECONDS = 5;

export type Asked = { readonly url: string } & (Health | { readonly unreadable: string } | { readonly failed: string });

/** Asks the mirror how it is, at its load balancer's address, as a customer would ask for the service's name. */
export async function askMirror(http: Http, context: Pick<Context, "settings" | "output">): Promise<Asked> {
  const { loadBalancer } = readGcpOutputs(context.output("stand-up"));
  return askService(http, context.settings, { address: loadBalancer.address, name: nameOf(context.settings) });
}

/** Asks whatever answers at an address for this name. A front that only redirects to HTTPS is asked again there. */
export async function askService(http: Http, { application }: Pick<Context["settings"], "application">, { address, name }: { readonly address: string; readonly name: string }): Promise<Asked> {
  for (const protocol of ["http", "https"]) {
    const url = `${protocol}://${address}${application.healthPath}`;
    const answer = await http.get(url, { timeoutSeconds: TIMEOUT_SECONDS, host: name });
    if ("failed" in answer) return { url, failed: answer.failed };
    const redirects = answer.status >= 300 && answer.status < 400;
    if (!redirects || protocol === "https") return { url, ...readHealth(answer) };
  }
  throw new Error("bug: asked neither over HTTP nor over HTTPS");
}

/** The name that customers know best: the first proxied one, or the first of all. */
function nameOf({ names }: Pick<Context["settings"], "names">): string {
  const known = names.find(({ proxied }) => proxied) ?? names[0];
  if (known === undefined) throw new Error("bug: the settings were read without a single name");
  return known.name;
}

/** Why this is not a service that can be sent customers; undefined if it is one. */
export function unfit(asked: Asked, mode: Health["mode"]): string | undefined {
  if ("failed" in asked) return asked.failed;
  if ("unreadable" in asked) return asked.unreadable;
  if (asked.side !== "gcp") return `the ${asked.side} side answers there`;
  if (!asked.ok) return "it says itself that it is not well";
  return asked.mode === mode ? undefined : `it is ${asked.mode}, not ${mode}`;
}

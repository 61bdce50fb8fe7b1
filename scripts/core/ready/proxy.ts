import type { Finding } from "../readiness.ts";
import { amber } from "./finding.ts";

type Env = Readonly<Record<string, string | undefined>>;

const CHECK = "proxy";
const byScheme: Readonly<Record<string, readonly string[]>> = { "https:": ["HTTPS_PROXY", "ALL_PROXY"], "http:": ["HTTP_PROXY", "ALL_PROXY"] };

const given = (env: Env, name: string): string | undefined => [name, name.toLowerCase()].find((one) => (env[one] ?? "") !== "");

/** Whether NO_PROXY says that a host is asked without one: by its name, a domain that it is below, or a star. */
function isExcepted(env: Env, hostname: string): boolean {
  const entries = (env["NO_PROXY"] ?? env["no_proxy"] ?? "").split(/[\s,]+/).filter((entry) => entry !== "");
  return entries.some((entry) => {
    const name = entry.replace(/^\*?\./, "").replace(/:\d+$/, "").toLowerCase();
    return entry === "*" || hostname === name || hostname.endsWith(`.${name}`);
  });
}

/** Whether this machine's way out is a proxy, which the kit's own questions do not take; nothing where none is set, or each host is excepted. */
export function proxyFindings(env: Env, endpoints: readonly string[]): readonly Finding[] {
  const met = endpoints.flatMap((endpoint) => {
    const { protocol, hostname } = new URL(endpoint);
    const variable = (byScheme[protocol] ?? []).map((name) => given(env, name)).find((name) => name !== undefined);
    return variable === undefined || isExcepted(env, hostname) ? [] : [{ variable, hostname }];
  });
  if (met.length === 0) return [];
  const variables = [...new Set(met.map(({ variable }) => variable))].join(" and ");
  const hosts = [...new Set(met.map(({ hostname }) => hostname))].join(", ");
  return [
    amber(
      CHECK,
      `${variables} ${variables.includes(" and ") ? "are" : "is"} set here, and the kit does not use a proxy: it asks ${hosts} directly, while the programs that it starts go through the proxy`,
      "let this machine reach these hosts directly, or carry the failover out from one that does; then name them in NO_PROXY, and this line is gone",
    ),
  ];
}

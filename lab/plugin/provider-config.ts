import type { Properties } from "./wire.ts";

// The variables the real providers read when the stack's configuration does not say.
const variables: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  aws: { region: ["AWS_REGION", "AWS_DEFAULT_REGION"] },
  gcp: { project: ["GOOGLE_PROJECT", "GOOGLE_CLOUD_PROJECT"], region: ["GOOGLE_REGION"], zone: ["GOOGLE_ZONE"] },
  cloudflare: { apiToken: ["CLOUDFLARE_API_TOKEN"], baseUrl: ["CLOUDFLARE_BASE_URL"] },
};

/** A provider's configuration as far as the environment gives it. */
export function configFromEnvironment(pkg: string, environment: Readonly<Record<string, string | undefined>>): Properties {
  const found = Object.entries(variables[pkg] ?? {}).flatMap(([setting, names]) => {
    const value = names.map((name) => environment[name]).find((candidate) => candidate !== undefined && candidate !== "");
    return value === undefined ? [] : [[setting, value] as const];
  });
  return Object.fromEntries(found);
}

import { GOOGLE_STORAGE } from "../../core/google-storage.ts";
import { proxyFindings } from "../../core/ready/proxy.ts";
import type { WrittenSettings } from "../../core/settings-schema.ts";
import type { Check } from "./check.ts";

/** Whom the kit itself asks over the network, by the settings; Amazon's API has one name for each region. */
const asked = ({ storage, secondStore, cloudflare, aws }: WrittenSettings): readonly string[] => [
  storage.endpoint ?? GOOGLE_STORAGE,
  cloudflare.endpoint,
  ...(secondStore === undefined ? [] : [secondStore.endpoint]),
  ...(aws === undefined ? [] : [aws.endpoints.rds ?? `https://rds.${aws.region}.amazonaws.com`]),
];

/** Whether this machine is one that reaches the network by a proxy only. */
export const proxy: Check = {
  id: "proxy",
  limitSeconds: 5,
  look: async ({ project, world }) => proxyFindings(world.env, asked(project.written)),
};

import { mirrorShape } from "../../core/book/shapes.ts";
import { edgeFinding } from "../../core/ready/edge.ts";
import { inProject, settingsFor } from "../project.ts";
import type { Check } from "./check.ts";

/** Whether a name that Cloudflare answers for itself would be answered by the mirror, too. Without the token, 'names' has said that it is missing. */
export const edge: Check = {
  id: "edge",
  limitSeconds: 30,
  look: async ({ project, world, ports }) => {
    const { cloudflare, names } = project.written;
    if ((world.env[cloudflare.token.slice(1)] ?? "") === "") return [];
    const { dns } = await world.outside(settingsFor(project, world, ["cloudflare.token"]), world.stop);
    const ours = new Set(names.map(({ name }) => name.toLowerCase()));
    if (!(await dns.records()).some(({ name, proxied }) => proxied && ours.has(name.toLowerCase()))) return [];
    const [asked, stack] = await Promise.all([dns.originEncryption(), ports.files.read(inProject(project, "Pulumi.gcp.yaml"))]);
    return [edgeFinding(asked, mirrorShape(stack).certificate !== undefined)];
  },
};

import { mirrorShape } from "../../core/book/shapes.ts";
import { edgeFinding } from "../../core/ready/edge.ts";
import { inProject } from "../project.ts";
import type { Check } from "./check.ts";

/** Whether a name that Cloudflare answers for itself would be answered by the mirror, too. Without the token, 'names' has said that it is missing. */
export const edge: Check = {
  id: "edge",
  limitSeconds: 30,
  look: async ({ zone, project, ports }) => {
    const read = await zone();
    if (read === undefined || !read.ours.some(({ proxied }) => proxied)) return [];
    const [asked, stack] = await Promise.all([read.dns.originEncryption(), ports.files.read(inProject(project, "Pulumi.gcp.yaml"))]);
    return [edgeFinding(asked, mirrorShape(stack).certificate !== undefined)];
  },
};

import { objections } from "../../core/dns-plan.ts";
import { green, red, unknown } from "../../core/ready/finding.ts";
import type { Finding } from "../../core/readiness.ts";
import type { Check, Eyes } from "./check.ts";

const ID = "names";

/** Whether the token at hand reads the zone and a cutover would find nothing there to object to. That it may write is not tried: it would change the world. */
export const namesMovable: Check = {
  id: ID,
  limitSeconds: 30,
  look: async (eyes) => [await moved(eyes)],
};

async function moved({ project, zone }: Eyes): Promise<Finding> {
  const { cloudflare, names } = project.written;
  const read = await zone();
  if (read === undefined) return unknown(ID, `${cloudflare.token} is not set here, so nobody can say whether the names can be moved`, "type the command where the token is at hand");
  const reasons = objections(read.records, names.map(({ name }) => name), []);
  if (reasons.length > 0) return red(ID, `a cutover would refuse to move the names: ${reasons.join("; ")}`, "'pulumi up --stack dns' in the environment of 'failover env', for a name that is missing; remove by hand a record that is one too many");
  return green(ID, `the token reads the zone, and ${names.length === 1 ? "the name is" : `all ${names.length} names are`} in it`);
}

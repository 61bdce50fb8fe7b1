import { join, relative } from "node:path";
import type { OperatorName } from "../network/plan.ts";
import type { Place } from "../place.ts";

/** One operator's machine: where its clone of the kit, the company's project and its home lie. No two machines share a file of these. */
export type Desk = {
  readonly name: OperatorName;
  readonly clone: string;
  readonly site: string;
  readonly home: string;
  readonly pulumiHome: string;
  /** What the machine has in place of the files in /etc, and what the lab knows of it. */
  readonly etc: string;
};

/** The machine of this operator. The second's clone is a whole clone in itself, with the project at the same place inside. */
export function deskOf(place: Place, name: OperatorName): Desk {
  const etc = join(place.etc, name);
  if (name === "operator") return { name, etc, clone: place.clone, site: place.site, home: place.operator, pulumiHome: place.pulumiHome };
  const clone = join(place.secondOperator, "failover-kit");
  const home = join(place.secondOperator, "home");
  return { name, etc, clone, site: join(clone, relative(place.clone, place.site)), home, pulumiHome: join(home, ".pulumi") };
}

/** The file with the number of the machine's first process, as the lab counts processes. */
export const initFile = ({ etc }: Pick<Desk, "etc">): string => join(etc, "init");

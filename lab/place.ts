import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { join } from "node:path";

/** Where the lab of one clone lies, and the id that marks everything it makes outside its own directory. */
export type Place = {
  readonly id: string;
  readonly clone: string;
  readonly directory: string;
  readonly hosts: string;
  /** The file system in which disks are copied in an instant, the file it lies in, and where the disks are mounted. */
  readonly pool: string;
  readonly poolImage: string;
  readonly volumes: string;
  readonly logs: string;
  readonly site: string;
  readonly operator: string;
  readonly secondOperator: string;
  readonly etc: string;
  readonly plugins: string;
  readonly pulumiHome: string;
  readonly socket: string;
  readonly rdsSocket: string;
  readonly record: string;
};

/** The lab of the clone at this path: two clones never share a name. */
export function placeOf(clone: string): Place {
  const directory = join(clone, ".lab");
  return {
    id: createHash("sha256").update(clone).digest("hex").slice(0, 6),
    clone,
    directory,
    hosts: join(directory, "hosts"),
    pool: join(directory, "pool"),
    poolImage: join(directory, "pool.img"),
    volumes: join(directory, "volumes"),
    logs: join(directory, "logs"),
    site: join(directory, "site"),
    operator: join(directory, "operator"),
    secondOperator: join(directory, "second-operator"),
    etc: join(directory, "etc"),
    plugins: join(directory, "plugins"),
    pulumiHome: join(directory, "pulumi-home"),
    socket: join(directory, "daemon.sock"),
    rdsSocket: join(directory, "rds.sock"),
    record: join(directory, "lab.json"),
  };
}

/** The lab of the clone this file belongs to. */
export const here = (): Place => placeOf(realpathSync(join(import.meta.dirname, "..")));

/** The prefix of every namespace, cgroup and machine of this lab. */
export const mark = (place: Pick<Place, "id">): string => `fk${place.id}-`;

import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "./lab-error.ts";

/** Names another lab of the same clone than the usual one, for this command and what it starts. */
export const LAB_VARIABLE = "FAILOVER_LAB";
/** Short: sockets lie in the lab's directory, and their paths have a limit. */
const LAB_NAME = /^[a-z]{0,8}$/;

/** Where a lab of a clone lies, and the id that marks everything it makes outside its own directory. */
export type Place = {
  readonly id: string;
  readonly clone: string;
  /** Which of the clone's labs: "" is the usual one, and any other has a name. */
  readonly lab: string;
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

/** The lab of the clone at this path, or another one of that clone, by its name: no two of them share a mark or a file. */
export function placeOf(clone: string, lab = ""): Place {
  if (!LAB_NAME.test(lab)) throw new LabError(`no lab can be called '${lab}'`, "its name becomes part of a directory's", `leave ${LAB_VARIABLE} empty, or name a lab in up to 8 small letters`);
  const directory = join(clone, lab === "" ? ".lab" : `.lab-${lab}`);
  return {
    id: createHash("sha256").update(lab === "" ? clone : `${clone}\0${lab}`).digest("hex").slice(0, 6),
    clone,
    lab,
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

/** The lab this process is about: of the clone this file belongs to, and the one the environment names, if it names one. */
export const here = (): Place => placeOf(realpathSync(join(import.meta.dirname, "..")), process.env[LAB_VARIABLE]);

/** The prefix of every namespace, cgroup and machine of this lab. */
export const mark = (place: Pick<Place, "id">): string => `fk${place.id}-`;

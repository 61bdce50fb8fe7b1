import type { HostPorts } from "../../host-ports.ts";
import type { World } from "../../world.ts";
import type { Project } from "../project.ts";

/** Everything a look may reach. */
export type Reach = {
  readonly project: Project;
  readonly world: World;
  readonly ports: Pick<HostPorts, "objects" | "files" | "disk">;
  readonly now: Date;
};

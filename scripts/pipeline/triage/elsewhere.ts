import { join } from "node:path";
import { sshRun } from "../../core/commands/ssh.ts";
import { observationSchema, type Observation } from "../../core/observation.ts";
import { INSIDE } from "../../core/triage/sight.ts";
import type { Site } from "../../core/triage/site.ts";
import type { Clock, Shell } from "../../ports.ts";
import type { Project } from "../project.ts";
import { inProject } from "../project.ts";

const SSH_SECONDS = 11;
type Place = { readonly name: string; readonly address: string; readonly stands: "outside" | "inside" };
type Reach = { readonly project: Project; readonly shell: Shell; readonly clock: Clock };

/** How a place is called in what it saw. */
export const nameOf = ({ name, stands }: Pick<Place, "name" | "stands">): string => (stands === "inside" ? `${INSIDE}${name}` : name);

/** Has the kit on another machine look; one that cannot be reached has seen nothing, and that is all that is known of it. */
export async function lookFrom(place: Place, site: Site, { project, shell, clock }: Reach): Promise<readonly Observation[]> {
  const from = nameOf(place);
  const { ssh } = project.written;
  const target = { address: place.address, user: ssh.user, identityFile: inProject(project, ssh.identityFile), knownHosts: join(project.directory, ".failover", "known_hosts") };
  const begun = clock.elapsed();
  const nothing = (value: string): readonly Observation[] => [{ probe: "self-link", target: "link", from, state: "unknown", value, at: clock.now().toISOString(), seconds: clock.elapsed() - begun }];
  try {
    const command = sshRun(target, ["failover", "agent-look", "--from", from, "--where", place.stands], { input: JSON.stringify(site), timeoutSeconds: SSH_SECONDS, alone: true });
    const { exitCode, stdout, stderr, said } = await shell.run(command);
    if (exitCode !== 0) return nothing(`not reached: ${(said ?? stderr).trim().split("\n").at(-1) ?? ""}`.slice(0, 160));
    // Its clock may be wrong; when its answer came is known.
    return stdout.split("\n").filter(Boolean).map((line) => ({ ...observationSchema.parse(JSON.parse(line)), from, at: clock.now().toISOString() }));
  } catch (error) {
    return nothing(`not reached: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`.slice(0, 160));
  }
}

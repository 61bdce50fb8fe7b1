import { join } from "node:path";
import { isExpected } from "../../core/errors.ts";
import type { Observation } from "../../core/observation.ts";
import { Secret } from "../../core/secret.ts";
import type { World } from "../../world.ts";
import type { Project } from "../project.ts";
import { lookAt } from "./around.ts";
import { lookFrom } from "./elsewhere.ts";
import { lookAround } from "./look.ts";
import { probes } from "./probes.ts";

/** How the machine that the command is typed on is called. */
export const HERE = "this machine";

/** One look around from every place there is, all at once; each answer is told as it comes. */
export async function observe(project: Project, world: World, onSeen: (seen: readonly Observation[]) => void): Promise<readonly Observation[]> {
  const { written } = project;
  const { site, places } = await lookAt(project, world.files);
  const secret = (name: string | undefined): Secret | undefined => {
    const value = name === undefined ? "" : (world.env[name.slice(1)] ?? "");
    return value === "" ? undefined : new Secret(value);
  };
  const eyes = { site, lookout: await world.lookout(), now: world.clock.now(), cloudflareToken: secret(written.cloudflare.token), pingdomToken: secret(written.triage?.pingdom?.token) };
  // Where the last look went, for whoever wonders; it makes the directory that holds the keys of the places as well.
  await world.files.write(join(project.directory, ".failover", "triage-site.json"), `${JSON.stringify(site, null, 2)}\n`).catch((error: unknown) => {
    // On the worst day a full disk is no reason not to look.
    if (!isExpected(error)) throw error;
    world.operator.say(`where was looked is not kept: ${error.advice.what}`);
  });
  const elsewhere = places.map(async (place) => {
    const seen = await lookFrom(place, site, { project, shell: world.shell, clock: world.clock });
    onSeen(seen);
    return seen;
  });
  const here = lookAround(probes, eyes, { from: HERE, where: "here" }, { clock: world.clock, onSeen });
  return (await Promise.all([here, ...elsewhere])).flat();
}

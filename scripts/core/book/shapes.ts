import { parse } from "yaml";
import { z } from "zod";
import type { ApplicationShape, MirrorShape } from "./by-hand/by-hand.ts";

const PREFIX = "failover-kit:";
/** A place to write on: the file does not say it. */
const gap = (what: string): string => `<${what}>`;

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const stackFile = z.object({ config: z.record(z.string(), z.unknown()).default({}) }).catch({ config: {} });
const variables = z.object({ app_artifact: z.string().optional(), app_environment: z.record(z.string(), scalar).optional() }).catch({});

/** What the mirror's stack file says of its machines; its own defaults where it is silent, gaps where there is no default. */
export function mirrorShape(text: string | undefined): MirrorShape {
  const { config } = stackFile.parse(parsed(text));
  const said = (key: string): string | undefined => scalar.safeParse(config[`${PREFIX}${key}`]).data;
  return {
    image: said("image") ?? gap("the machines' image"),
    machineType: said("machineType") ?? "e2-standard-2",
    databaseMachineType: said("databaseMachineType") ?? "n2-highmem-4",
    databaseGb: said("databaseGb") ?? gap("gigabytes"),
    appCount: Math.max(1, Number(said("appCount") ?? 2) || 2),
    searchMachineType: said("searchMachineType"),
    certificate: said("certificate"),
    sshPublicKey: said("sshPublicKey") ?? gap("the operators' public key"),
  };
}

/** What the variables file of the playbooks says of the application. */
export function applicationShape(text: string | undefined): ApplicationShape {
  const { app_artifact: artifact, app_environment: environment } = variables.parse(parsed(text));
  return { artifact: artifact ?? gap("the application's build"), environment: Object.entries(environment ?? {}) };
}

/** A book is better with a gap than not at all: a file that cannot be read as YAML says nothing. */
function parsed(text: string | undefined): unknown {
  try {
    return parse(text ?? "");
  } catch {
    return undefined;
  }
}

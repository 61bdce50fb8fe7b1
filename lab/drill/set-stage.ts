import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { seatSecondOperator } from "../desk/seat.ts";
import { listObjects, readObjects } from "../services/objects.ts";
import { littleHistory, seeded, type SeedSize } from "../shop/seeded.ts";
import { bucket } from "../site/buckets.ts";
import type { RunningLab } from "../up.ts";
import type { Act } from "./act.ts";
import { operatorAt, type Operator } from "./operator.ts";
import { overheard } from "./overheard.ts";
import { succeeded, type Said, type Stage } from "./stage.ts";

type Setting = { readonly directory: string; /** A small history, and a customer with little to ask. */ readonly light?: boolean; /** Another history than these two. */ readonly history?: SeedSize; readonly act: Act; readonly say: (line: string) => void };

/** The stage of one drill on a lab that is up. */
export async function setStage(lab: RunningLab, { directory: drillDirectory, light = false, history = light ? littleHistory : seeded, act, say }: Setting): Promise<Stage> {
  const { place, client } = lab;
  const artifacts = join(place.directory, "artifacts");
  for (const directory of [drillDirectory, artifacts]) await mkdir(directory, { recursive: true });
  const exec: Stage["exec"] = (host, argv, options) => client.hosts.exec(host, argv, options);
  const said: Said[] = [];
  const operator = overheard(operatorAt(lab, "operator"), said);
  let second: Promise<Operator> | undefined;
  return {
    clone: place.clone,
    site: place.site,
    artifacts,
    directory: drillDirectory,
    light,
    history,
    act,
    say,
    operator,
    operate: operator.operate,
    start: operator.start,
    secondOperator: () => (second ??= seatSecondOperator(place).then(() => overheard(operatorAt(lab, "second-operator"), said))),
    hosts: () => client.hosts.list(),
    exec,
    write: async (host, path, text, mode = 0o644) => {
      const script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && chmod "$2" "$1"';
      succeeded(`write ${path} on ${host}`, await exec(host, ["sh", "-c", script, "sh", path, mode.toString(8)], { stdin: text, timeoutSeconds: 30 }));
    },
    awsDark: async (on) => void (await client.switches.turn({ name: "aws-dark", on })),
    databaseGone: async (on, instance = "") => void (await client.switches.turn({ name: "database-gone", on, instance })),
    databaseFailover: async (on, instance = "") => void (await client.switches.turn({ name: "database-failover", on, instance })),
    storageDown: async (on, how = "silent") => void (await client.switches.turn({ name: "storage-down", on, for: "everyone", how })),
    objects: (name) => listObjects(place, bucket(name)),
    object: async (name, object) => (await readObjects(place, bucket(name), [object]))[0],
    objectsHolding: (name, objects) => readObjects(place, bucket(name), objects),
    egressAttempts: async () => (await client.egress()).map(({ source, destination, protocol, port }) => `${source} to ${destination} ${protocol}/${port}`),
    said: () => [...said],
  };
}

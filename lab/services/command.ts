import { join } from "node:path";
import { enterStation } from "../network/enter-station.ts";
import { addresses, awsApiPort, rdsApiPort, storagePort } from "../network/plan.ts";
import { cleanEnvironment } from "../operator-environment.ts";
import type { Place } from "../place.ts";

/** A server the lab runs as a plain process in a namespace of its own. */
export type Service = {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly log: string;
};

/** Cloud Storage and the AWS API, of which RDS is answered by the daemon itself. Cloud Storage must be told the name its clients dial, or it answers them with another. */
export function services(place: Place, tooling: { readonly fakeGcsServer: string; readonly python: string }): readonly Service[] {
  const storageAt = `${addresses.storage}:${storagePort}`;
  const environment = cleanEnvironment(place.operator, {});
  return [
    {
      name: "cloud-storage",
      address: addresses.storage,
      port: storagePort,
      environment,
      log: join(place.logs, "cloud-storage.log"),
      argv: enterStation(place, "storage", [
        ...[tooling.fakeGcsServer, "-backend", "memory", "-scheme", "http", "-host", addresses.storage, "-port", String(storagePort)],
        ...["-public-host", storageAt, "-external-url", `http://${storageAt}`],
      ]),
    },
    {
      name: "aws-api",
      address: addresses.awsApi,
      port: awsApiPort,
      environment,
      log: join(place.logs, "aws-api.log"),
      argv: enterStation(place, "awsApi", [
        ...[join(tooling.python, "bin/moto_server"), "--host", addresses.awsApi, "--port", String(awsApiPort)],
      ]),
    },
    {
      name: "rds-api",
      address: addresses.awsApi,
      port: rdsApiPort,
      environment,
      log: join(place.logs, "rds-api.log"),
      argv: enterStation(place, "awsApi", [
        ...[process.execPath, "--import", import.meta.resolve("tsx"), join(import.meta.dirname, "relay.ts"), addresses.awsApi, String(rdsApiPort), place.rdsSocket],
      ]),
    },
  ];
}

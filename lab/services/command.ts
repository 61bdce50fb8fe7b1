import { join } from "node:path";
import { enterStation } from "../network/enter-station.ts";
import { feedsFile } from "../feeds/feeds-file.ts";
import { addresses, awsApiPort, awsControlPort, feedsPort, secondStorePort, rdsApiPort, storagePort } from "../network/plan.ts";
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

/** Cloud Storage, the AWS API, of which RDS is answered by the daemon itself, and a store outside both clouds that speaks S3's protocol. Cloud Storage must be told the name its clients dial, or it answers them with another. */
export function services(place: Place, tooling: { readonly fakeGcsServer: string; readonly python: string }): readonly Service[] {
  const storageAt = `${addresses.storage}:${storagePort}`;
  const environment = cleanEnvironment(place.operator, {});
  const moto = (station: "awsApi" | "secondStore", port: number) => enterStation(place, station, [join(tooling.python, "bin/moto_server"), "--host", addresses[station], "--port", String(port)]);
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
      argv: moto("awsApi", awsApiPort),
    },
    {
      name: "second-store",
      address: addresses.secondStore,
      port: secondStorePort,
      environment,
      log: join(place.logs, "second-store.log"),
      argv: moto("secondStore", secondStorePort),
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
    {
      name: "aws-control",
      address: addresses.awsApi,
      port: awsControlPort,
      environment,
      log: join(place.logs, "aws-control.log"),
      argv: enterStation(place, "awsApi", [
        ...[process.execPath, "--import", import.meta.resolve("tsx"), join(import.meta.dirname, "relay.ts"), addresses.awsApi, String(awsControlPort), `${addresses.awsApi}:${awsApiPort}`],
      ]),
    },
    {
      name: "status-pages",
      address: addresses.feeds,
      port: feedsPort,
      environment,
      log: join(place.logs, "status-pages.log"),
      argv: enterStation(place, "feeds", [process.execPath, "--import", import.meta.resolve("tsx"), join(import.meta.dirname, "../feeds/server.ts"), String(feedsPort), feedsFile(place)]),
    },
  ];
}

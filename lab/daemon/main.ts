import { once } from "node:events";
import { rmSync } from "node:fs";
import { rdsApi } from "../clouds/aws/rds/api/rds-api.ts";
import { databaseMeant, turnDatabase } from "../clouds/aws/rds/outage.ts";
import { handle } from "../clouds/cloud.ts";
import { turnFault } from "../faults/turn-fault.ts";
import { provisionInternet } from "../dns/provision-internet.ts";
import { placeOf } from "../place.ts";
import { readRecord } from "../record.ts";
import { createDaemon } from "./daemon.ts";
import type { Lab } from "./lab.ts";
import { createDaemonServer } from "./server.ts";

const [clone = "", name = ""] = process.argv.slice(2);
const place = placeOf(clone, name);
const record = readRecord(place);
if (record === undefined) throw new Error(`${place.record} is missing or unreadable: start the lab with 'npm run lab -- up'`);

async function serveRds(lab: Lab, socket: string): Promise<void> {
  rmSync(socket, { force: true });
  await once(rdsApi(lab).listen(socket), "listening");
}

const daemon = createDaemon(place, record, { handle, provisionInternet, databaseMeant, turnDatabase, turnFault, serveRds });
rmSync(place.socket, { force: true });
createDaemonServer(daemon, console.error).listen(place.socket);
await daemon.start();

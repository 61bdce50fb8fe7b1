import { rmSync } from "node:fs";
import { handle } from "../clouds/cloud.ts";
import { provisionInternet } from "../dns/provision-internet.ts";
import { placeOf } from "../place.ts";
import { readRecord } from "../record.ts";
import { createDaemon } from "./daemon.ts";
import { createDaemonServer } from "./server.ts";

const [clone = ""] = process.argv.slice(2);
const place = placeOf(clone);
const record = readRecord(place);
if (record === undefined) throw new Error(`${place.record} is missing or unreadable: start the lab with 'npm run lab -- up'`);

const daemon = createDaemon(place, record, { handle, provisionInternet });
rmSync(place.socket, { force: true });
createDaemonServer(daemon, console.error).listen(place.socket);
await daemon.start();

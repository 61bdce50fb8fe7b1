import { parseArgs } from "node:util";
import { seeded } from "../shop/seeded.ts";
import { nthOrder, post } from "./orders.ts";
import { pace } from "./pace.ts";
import { probe } from "./probe.ts";
import { nthReadId, read } from "./reads.ts";
import { recorderTo } from "./recorder.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://shop.example.com" },
    probe: { type: "string", multiple: true, default: ["direct.shop.example.com"] },
    "no-probes": { type: "boolean", default: false },
    out: { type: "string", default: "/var/lib/traffic/observations.jsonl" },
    "orders-per-second": { type: "string", default: "8" },
    "reads-per-second": { type: "string", default: "2" },
    seconds: { type: "string", default: "600" },
    "old-orders": { type: "string", default: String(seeded.orders) },
  },
});

const recorder = recorderTo(values.out);
const stop = new AbortController();
const timer = setTimeout(() => stop.abort(), Number(values.seconds) * 1000);
process.once("SIGTERM", () => stop.abort());
process.once("SIGINT", () => stop.abort());

await Promise.all([
  pace(Number(values["orders-per-second"]), stop.signal, async (n) => recorder.record(await post(values.url, nthOrder(n)))),
  pace(Number(values["reads-per-second"]), stop.signal, async (n) => recorder.record(await read(values.url, nthReadId(n, Number(values["old-orders"]))))),
  ...(values["no-probes"] ? [] : values.probe).map((name) => pace(1, stop.signal, async () => recorder.record(await probe(name)))),
]);
clearTimeout(timer);
recorder.close();

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { awsCurrentEvents, cloudflareSummary, confirmed, healthRefusal, pingdom } from "./pages.ts";
import { readTroubles } from "./trouble.ts";

/** The vendors' pages, Pingdom's API, and everybody else on the internet: any address of this namespace answers. */
const [port = "", file = ""] = process.argv.slice(2);

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://pages");
  const now = new Date();
  const troubles = readTroubles(() => readFileSync(file, "utf8"));
  const known = confirmed(troubles, now);
  const json = (status: number, body: object) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  request.resume();
  if (pathname === "/public/currentevents") return void response.writeHead(200, { "content-type": "application/json;charset=UTF-16" }).end(awsCurrentEvents(known));
  if (pathname === "/api/v2/summary.json") return void json(200, cloudflareSummary(known, now));
  if (pathname === "/health/") return void json(400, healthRefusal);
  const told = pathname.startsWith("/pingdom") ? pingdom(pathname.slice("/pingdom".length), troubles, now) : undefined;
  if (told !== undefined) return void (request.headers.authorization?.startsWith("Bearer ") === true ? json(200, told) : json(401, { error: { statuscode: 401, statusdesc: "Unauthorized", errormessage: "Missing token" } }));
  response.writeHead(pathname === "/" ? 200 : 404, { "content-type": "text/plain" }).end("somebody else's page\n");
}).listen(Number(port), "0.0.0.0");

import { createConnection, createServer } from "node:net";

/** Passes connections to an address in this namespace on: to a socket of the daemon's, which stands in another, or to host:port. */
const [host = "", port = "", to = ""] = process.argv.slice(2);
const [, otherHost, otherPort] = /^([0-9.]+):(\d+)$/.exec(to) ?? [];

createServer((outer) => {
  const inner = otherHost === undefined ? createConnection(to) : createConnection(Number(otherPort), otherHost);
  const end = (): void => [outer, inner].forEach((side) => side.destroy());
  for (const side of [outer, inner]) side.on("error", end).on("close", end);
  outer.pipe(inner).pipe(outer);
}).listen(Number(port), host);

import { createConnection, createServer } from "node:net";

/** Passes connections to an address in this namespace on to a socket of the daemon's, which stands in another. */
const [host = "", port = "", socket = ""] = process.argv.slice(2);

createServer((outer) => {
  const inner = createConnection(socket);
  const end = (): void => [outer, inner].forEach((side) => side.destroy());
  for (const side of [outer, inner]) side.on("error", end).on("close", end);
  outer.pipe(inner).pipe(outer);
}).listen(Number(port), host);

import { Resolver } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { connect, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { connect as connectTls, type PeerCertificate } from "node:tls";
import { hasDefaultRoute } from "../core/triage/default-route.ts";
import type { Failed, Lookout, World } from "../world.ts";
import { awsAsker } from "./aws-asker.ts";
import { askWeb } from "./web.ts";

const NO_ANSWER = (seconds: number) => `no answer within ${seconds} s`;
const MOST_ANSWER = 256;

/** Looks over this machine's network. Names go through a resolver that can be given up on, never through the system's own, which blocks. */
export function lookout(secrets: Pick<World["secrets"], "learn">): Lookout {
  return {
    web: (url, question) => askWeb(url, question, addresses),
    aws: awsAsker((url, question) => askWeb(url, question, addresses), secrets),
    addresses,
    nameServers: async (name, { timeoutSeconds }) => {
      const asking = new Resolver({ timeout: timeoutSeconds * 1000, tries: 1 });
      const labels = name.split(".");
      for (let from = 0; from < labels.length - 1; from += 1) {
        const found = await asking.resolveNs(labels.slice(from).join(".")).catch(() => []);
        if (found.length > 0) return found.toSorted();
      }
      return [];
    },
    certificate: async (host, port, { name, timeoutSeconds }) => {
      const found = await addressOf(host, timeoutSeconds);
      if ("failed" in found) return found;
      return new Promise((resolve) => {
        const socket = connectTls({ host: found.address, port, servername: name, rejectUnauthorized: false, timeout: timeoutSeconds * 1000 });
        const settle = (answer: Awaited<ReturnType<Lookout["certificate"]>>) => {
          clearTimeout(enough);
          resolve(answer);
          socket.destroy();
        };
        const enough = setTimeout(() => settle({ failed: NO_ANSWER(timeoutSeconds) }), timeoutSeconds * 1000);
        socket.once("secureConnect", () => {
          const { valid_to } = socket.getPeerCertificate() as Partial<PeerCertificate>;
          const until = new Date(valid_to ?? Number.NaN);
          if (Number.isNaN(until.getTime())) return settle({ failed: "its certificate does not say until when it holds" });
          // Node's types promise an Error; it is a code, and null where there is none.
          settle({ validTo: until.toISOString(), isTrusted: socket.authorized, because: socket.authorized ? "" : String(socket.authorizationError) });
        });
        socket.once("error", (error: Error) => settle({ failed: error.message }));
      });
    },
    knock: async (host, port, { say, timeoutSeconds }) => {
      const found = await addressOf(host, timeoutSeconds);
      if ("failed" in found) return found;
      return new Promise((resolve) => {
        const socket = connect({ host: found.address, port });
        const settle = (answer: Awaited<ReturnType<Lookout["knock"]>>) => {
          clearTimeout(enough);
          resolve(answer);
          socket.destroy();
        };
        const enough = setTimeout(() => settle({ failed: NO_ANSWER(timeoutSeconds) }), timeoutSeconds * 1000);
        socket.once("connect", () => {
          if (say === undefined) return settle({ answer: "" });
          socket.write(Buffer.from(say, "latin1"));
        });
        socket.once("data", (data) => settle({ answer: data.subarray(0, MOST_ANSWER).toString("latin1") }));
        socket.once("error", (error) => settle({ failed: error.message }));
        socket.once("end", () => settle({ failed: "it closed the connection without a word" }));
      });
    },
    network: async () => ({
      addresses: Object.values(networkInterfaces()).flatMap((some) => some ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
      hasDefaultRoute: await routes(),
    }),
  };
}

/** Undefined where the system tells of none of its tables. */
async function routes(): Promise<boolean | undefined> {
  const [ipv4, ipv6] = await Promise.all(["/proc/net/route", "/proc/net/ipv6_route"].map((table) => readFile(table, "utf8").catch(() => undefined)));
  return ipv4 === undefined && ipv6 === undefined ? undefined : hasDefaultRoute(ipv4 ?? "", ipv6 ?? "");
}

/** A failure of the name says so: it is none of what stands behind it. */
async function addressOf(host: string, timeoutSeconds: number): Promise<{ readonly address: string } | Failed> {
  if (isIP(host) !== 0) return { address: host };
  const found = await addresses(host, { timeoutSeconds });
  return "addresses" in found ? { address: found.addresses[0] ?? "" } : { failed: `name: ${"none" in found ? found.none : found.failed}` };
}

const noSuch = new Set(["ENOTFOUND", "ENODATA"]);

const addresses: Lookout["addresses"] = async (name, { servers, timeoutSeconds }) => {
  const asking = new Resolver({ timeout: timeoutSeconds * 1000, tries: 1 });
  if (servers !== undefined) asking.setServers(servers);
  let enough: NodeJS.Timeout | undefined;
  const late = new Promise<{ readonly failed: string }>((resolve) => {
    enough = setTimeout(() => {
      asking.cancel();
      resolve({ failed: NO_ANSWER(timeoutSeconds) });
    }, timeoutSeconds * 1000);
  });
  try {
    return await Promise.race([asking.resolve4(name).then((found) => ({ addresses: found.toSorted() })), late]);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return noSuch.has(code) ? { none: code === "ENOTFOUND" ? "there is no such name" : "the name has no address" } : { failed: code === "ETIMEOUT" ? NO_ANSWER(timeoutSeconds) : code };
  } finally {
    clearTimeout(enough);
  }
};

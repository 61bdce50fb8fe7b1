import { readCutover, type Cutover } from "../core/cutover.ts";
import { FailoverError } from "../core/errors.ts";
import type { Ports } from "../ports.ts";
import { askService } from "./ask-service.ts";
import type { Context, Step } from "./step.ts";
import { until } from "./until.ts";

const ID = "watch-propagation";
const MARGIN_SECONDS = 30;
/** Cloudflare's edge takes a new origin in seconds, "60 seconds or less". */
const EDGE_SECONDS = 60;

type Name = Cutover["names"][number];
type Look = { readonly ports: Ports; readonly context: Context; readonly address: string; readonly name: Name; readonly resolver: string };

/** Waits until every resolver leads to the new side, and notes for each name how long that took. Nothing waits for this step. */
export const watchPropagation: Step = {
  id: ID,
  title: "Watch the names arrive",
  needs: ["cut-over-dns"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, context) => {
    const { address, names } = readCutover(context.output("cut-over-dns"));
    const watched = await Promise.all(names.map((name) => watch(ports, context, { address, name })));
    const behind = watched.flatMap(({ problems }) => problems);
    if (behind.length > 0) throw new FailoverError("NAMES_NOT_SEEN", { waitedSeconds: Math.max(...watched.map(({ seconds }) => seconds)), behind });
    return { address, names: watched.map(({ name, proxied, seconds }) => ({ name, proxied, seconds })) };
  },
};

async function watch(ports: Ports, context: Context, { address, name }: { readonly address: string; readonly name: Name }) {
  let problems: readonly string[] = [];
  const limitSeconds = (name.proxied ? EDGE_SECONDS : name.ttlSeconds) + MARGIN_SECONDS;
  const { waitedSeconds } = await until(ports.clock, { everySeconds: 1, limitSeconds }, async () => {
    const looks = context.settings.resolvers.map((resolver) => lookOnce({ ports, context, address, name, resolver }));
    problems = (await Promise.all(looks)).filter((problem) => problem !== undefined);
    return problems.length === 0 ? true : undefined;
  });
  ports.operator.progress(ID, problems[0] ?? `${name.name} leads to the new side`);
  return { name: name.name, proxied: name.proxied, seconds: Math.round(waitedSeconds * 10) / 10, problems };
}

/** Why a customer of this resolver is not led to the new side; undefined if they are. */
async function lookOnce({ ports: { resolver: dns, http }, context, address, name, resolver }: Look): Promise<string | undefined> {
  const place = `${name.name} through ${resolver}`;
  try {
    const { addresses, ttlSeconds } = await dns.addresses(resolver, name.name);
    if (!name.proxied) return addresses.join() === address ? undefined : `${place}: ${addresses.join(", ")} for another ${ttlSeconds} s`;
    const [edge] = addresses;
    if (edge === undefined) return `${place}: no address`;
    const asked = await askService(http, context.settings, { address: edge, name: name.name });
    if ("side" in asked) return asked.side === "gcp" ? undefined : `${place}: the ${asked.side} side answers`;
    return `${place}: ${"failed" in asked ? asked.failed : asked.unreadable}`;
  } catch (error) {
    return `${place}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

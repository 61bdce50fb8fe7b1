import { cutoverOf, movesWith, readMoves, type Moves } from "../core/cutover.ts";
import { changesFor, describe, objections, type Change } from "../core/dns-plan.ts";
import { FailoverError } from "../core/errors.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import type { Context, Step } from "./step.ts";

/** Noted before the names move: a run that dies between the move and its journal entry must not forget the way back. */
const notedMoves = ({ noted }: Pick<Context, "noted">): Moves => {
  const note = noted();
  return note === undefined ? [] : readMoves(note);
};

const target = ({ settings, output }: Pick<Context, "settings" | "output">) => ({
  address: readGcpOutputs(output("stand-up")).loadBalancer.address,
  names: settings.names.map(({ name }) => name),
});

/** Points every name at the mirror, in one request that takes effect as a whole or not at all. */
export const cutOverDns: Step = {
  id: "cut-over-dns",
  title: "Point the names at the mirror",
  needs: ["approve-cutover"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async ({ dns }, context) => {
    const { address, names } = target(context);
    const zone = await dns.records();
    const changes = changesFor(zone, names, address);
    if (changes.length > 0 || objections(zone, names, changes).length > 0) return undefined;
    return cutoverOf(zone, names, address, notedMoves(context));
  },
  run: async ({ dns, operator }, context) => {
    const { address, names } = target(context);
    const zone = await dns.records();
    const changes = changesFor(zone, names, address);
    const reasons = objections(zone, names, changes);
    if (reasons.length > 0) throw new FailoverError("DNS_PLAN_OBJECTED", { objections: reasons });
    const moves = movesWith(notedMoves(context), changes);
    await context.note(moves);
    for (const change of changes) operator.progress("cut-over-dns", describe(change));
    await dns.replace(changes.map(({ to }) => to));
    const after = await dns.records();
    refuseLeftovers(changesFor(after, names, address));
    return cutoverOf(after, names, address, moves);
  },
};

function refuseLeftovers(left: readonly Change[]): void {
  if (left.length > 0) throw new FailoverError("DNS_NOT_MOVED", { changes: left.map(describe) });
}

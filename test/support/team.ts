import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FailoverError } from "../../scripts/core/errors.ts";
import { Exit } from "../../scripts/core/exit.ts";
import type { Entry } from "../../scripts/core/journal.ts";
import { readLine } from "../../scripts/core/journal-line.ts";
import type { ObjectStore } from "../../scripts/ports.ts";
import type { Step } from "../../scripts/steps/step.ts";
import type { World } from "../../scripts/world.ts";
import { leaseIn } from "./held-lease.ts";
import { freshClone, kit, ledgerOf, projectDirectory, type Said } from "./kit.ts";
import { toyStep } from "./world.ts";

type Kit = (...args: readonly string[]) => Promise<Said>;

/** Two people with a clone each, and one ledger. */
export async function team() {
  const ana = await projectDirectory();
  const ben = await freshClone(ana);
  const store = ledgerOf(ana);
  return {
    ana,
    ben,
    store,
    lease: leaseIn(store, { bucket: "shop-leases", service: "shop" }),
    /** Their command lines. */
    with: (steps: readonly Step[], { ofAna = {}, ofBen = {} }: { ofAna?: Partial<World>; ofBen?: Partial<World> } = {}): { readonly atAna: Kit; readonly atBen: Kit } => ({
      atAna: kit(ana, steps, { person: "ana@laptop", ...ofAna }),
      atBen: kit(ben, steps, { person: "ben@desk", ...ofBen }),
    }),
    inBucket: (run: string): readonly string[] => store.names().filter((name) => name.startsWith(`shop-journal/shop/${run}/entries/`)),
  };
}

export type Team = Awaited<ReturnType<typeof team>>;

/** Declares a run of the plan as it is. */
export async function declared(by: Kit, ...more: readonly string[]): Promise<string> {
  const { digest } = JSON.parse((await by("plan", "--json")).out) as { digest: string };
  const { code, out, said } = await by("declare", "--approve", digest, "--because", "AWS is dark", ...more);
  if (code !== Exit.ok) throw new Error(said);
  return out.trim();
}

/** A step that goes on until it is let go, and tells when it has begun. */
export function slowStep(id: string) {
  let letGo = () => {};
  let hasBegun = () => {};
  const ending = new Promise<void>((resolve) => (letGo = resolve));
  const begun = new Promise<void>((resolve) => (hasBegun = resolve));
  const step = toyStep({ id, run: async () => { hasBegun(); await ending; return id; } });
  return { step, begun, letGo: () => letGo() };
}

export const journalAt = (directory: string, run: string): string => join(directory, ".failover", "runs", run, "journal.jsonl");
export const entriesIn = async (directory: string, run: string): Promise<readonly Entry[]> =>
  (await readFile(journalAt(directory, run), "utf8")).trimEnd().split("\n").map((line, seq) => readLine(line, seq, "here"));

/** A text as it was before its lines were broken. */
export const flat = (text: string): string => text.replaceAll(/\s+/g, " ");

/** A store that gives no answer while it is told to be silent. */
export function moodyStore({ store: { objects } }: Pick<Team, "store">) {
  const mood = { isSilent: false };
  const orSilent = async <T>(work: () => Promise<T>): Promise<T> => {
    if (mood.isSilent) throw new FailoverError("STORE_SILENT", { endpoint: "https://store", tried: 1, reason: "connect ETIMEDOUT" });
    return work();
  };
  const moody: ObjectStore = {
    ...objects,
    list: (...a) => orSilent(() => objects.list(...a)),
    folders: (...a) => orSilent(() => objects.folders(...a)),
    read: (...a) => orSilent(() => objects.read(...a)),
    create: (...a) => orSilent(() => objects.create(...a)),
    look: (...a) => orSilent(() => objects.look(...a)),
    replace: (...a) => orSilent(() => objects.replace(...a)),
  };
  return { mood, ledger: async () => moody };
}

import type { WrittenSecret } from "../secrets-schema.ts";
import type { Place } from "./by-hand/by-hand.ts";
import type { Chapter, Panel } from "./blocks.ts";

/** One step of a kind of run, as the run itself knows it. */
export type BookStep = { readonly id: string; readonly title: string; readonly needs: readonly string[]; readonly approval?: string };

/** A file with a public key: harmless to print, and needed where no file is left. */
export type PublicKey = { readonly file: string; readonly text: string };

/** All that the book is made of. */
export type BookFacts = {
  readonly place: Place;
  readonly kitVersion: string;
  readonly printedAt: string;
  readonly planDigest: string;
  /** The steps of each kind of run, by its name. */
  readonly runs: Readonly<Record<string, readonly BookStep[]>>;
  /** Seconds that a step took when the kit did it; a step never measured is not in it. */
  readonly measured: ReadonlyMap<string, number>;
  readonly secrets: readonly WrittenSecret[];
  readonly publicKeys: readonly PublicKey[];
  /** What other parts of the kit have to say, in the order in which it is printed: calling lists, triage. */
  readonly people: readonly Chapter[];
  readonly triage: readonly Chapter[];
  /** For the wallet: whom to call first. */
  readonly firstCalls: Panel;
  /** Why something that belongs in it could not be read here; its digest is then not that of the whole book. */
  readonly lacks: string | undefined;
};

import type { Stage } from "../drill/stage.ts";
import type { Place } from "../place.ts";
import type { CommandLines } from "./command-lines.ts";
import { withoutSecrets } from "./haystack.ts";
import { knownSecrets } from "./known-secrets.ts";
import { labPlaces } from "./lab-places.ts";
import { needlesFor, type Needle } from "./needles.ts";
import { search, type Searched } from "./search.ts";

/** What looking for the company's secrets came to. */
export type Looked = Searched & { readonly secrets: string[]; readonly commandLineLooks: number };

/** Looks for every secret of the company's in everything that the lab can lay its hands on; it must still be up. */
export async function lookForSecrets(place: Place, stage: Stage, watched: ReturnType<CommandLines["stop"]>): Promise<{ readonly looked: Looked; readonly needles: readonly Needle[] }> {
  const secrets = await knownSecrets(place.site);
  const needles = needlesFor(secrets);
  const searched = await search(labPlaces(place, stage, { said: stage.said(), lines: watched.lines }), needles);
  return { needles, looked: { ...searched, secrets: secrets.map(({ name }) => name), commandLineLooks: watched.looks } };
}

/** The report's own texts, searched as everything else: what they show is found, and does not stay. */
export async function cleanTexts(texts: Readonly<Record<string, string>>, needles: readonly Needle[]): Promise<{ readonly texts: Readonly<Record<string, string>>; readonly found: Searched["found"] }> {
  const { found } = await search(Object.entries(texts).map(([name, text]) => ({ kind: "the report", name: `drill: ${name}`, text })), needles);
  return { found, texts: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, withoutSecrets(text, needles)])) };
}

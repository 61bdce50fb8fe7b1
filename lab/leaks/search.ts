import { hitsIn, hitsInFile, withoutSecrets, type Hit } from "./haystack.ts";
import { homes } from "./homes.ts";
import type { Needle } from "./needles.ts";
import type { Where } from "./place.ts";

export type Found = { readonly place: string; readonly secret: string; readonly as: string };

/** What a search came to: how much was looked at, what was found where nothing may be, and which secrets were found at home. */
export type Searched = {
  readonly looked: { readonly kind: string; readonly places: number; readonly bytes: number }[];
  readonly found: Found[];
  readonly atHome: { readonly place: string; readonly secret: string; readonly why: string }[];
};

const OTHERS = 0o007;

/** Looks for every secret in every place, and in the places' names. */
export async function search(places: AsyncIterable<Where> | Iterable<Where>, needles: readonly Needle[]): Promise<Searched> {
  const looked = new Map<string, { kind: string; places: number; bytes: number }>();
  const found: Found[] = [];
  const atHome: { place: string; secret: string; why: string }[] = [];
  for await (const where of places) {
    const seen = await lookInto(where, needles);
    if (seen === undefined) continue;
    const { kind } = where;
    const count = looked.get(kind) ?? { kind, places: 0, bytes: 0 };
    looked.set(kind, { kind, places: count.places + 1, bytes: count.bytes + seen.bytes });
    const place = withoutSecrets(where.name, needles);
    const isPrivate = "file" in where && (where.mode & OTHERS) === 0;
    for (const { secret, as } of hitsIn(Buffer.from(where.name), needles)) found.push({ place: `the name of ${place}`, secret, as });
    for (const { secret, as } of seen.hits) {
      const home = homes.find(({ name, holds }) => name.test(where.name) && holds.test(secret));
      if (home === undefined) found.push({ place, secret, as });
      else if (!isPrivate) found.push({ place: `${place}, which everybody on the machine can read`, secret, as });
      else atHome.push({ place, secret, why: home.why });
    }
  }
  return { looked: [...looked.values()], found, atHome };
}

async function lookInto(where: Where, needles: readonly Needle[]): Promise<{ readonly hits: readonly Hit[]; readonly bytes: number } | undefined> {
  if ("file" in where) return hitsInFile(where.file, needles);
  const bytes = Buffer.from(where.text);
  return { hits: hitsIn(bytes, needles), bytes: bytes.length };
}

/** Something to look into: the text itself, or a file with it. */
export type Where = { readonly kind: string; readonly name: string } & ({ readonly text: string | Buffer } | { readonly file: string; readonly mode: number });

/** A file that is meant to hold these secrets and no others, and why. */
export type Home = { readonly name: RegExp; readonly holds: RegExp; readonly why: string };

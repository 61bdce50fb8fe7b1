/** Data outlives mistakes unless someone writes down why it need not. */
export type Lifetime = { readonly keep: true } | { readonly keep: false; readonly because: string };

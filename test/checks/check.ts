/** What one check of `npm test` came to: how many things held and did not, and what to show when some did not. */
export type Verdict = { readonly passed: number; readonly failed: number; readonly output: string };

/** One line of `npm test`. */
export type Check = { readonly title: string; readonly run: () => Promise<Verdict> };

import type { Comparison } from "./comparison.ts";

/** One thing that was measured against its peer. */
export type Result = Comparison & { readonly id: string; readonly measured: string; readonly against: string; /** How the server stood to both, where there is one. */ readonly server?: string };

/** What somebody may ask of the suites that fill a database. */
export type Asked = { /** Its size, about; without it, the suite's own. */ readonly bytes?: number };

/** One file in suites/, named by its id: `npm run bench -- <id>`. */
export type Suite = {
  /** What it measures, in one line. */
  readonly about: string;
  /** Measures; refuses with an error where it cannot. */
  readonly run: (say: (line: string) => void, asked: Asked) => Promise<readonly Result[]>;
};

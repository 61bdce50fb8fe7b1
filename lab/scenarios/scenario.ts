/** An incident told as a program: it passes when `run` ends without an error. */
export type Scenario = {
  readonly id: string;
  /** What happens and what must hold, in one sentence. */
  readonly story: string;
  readonly run: (say: (line: string) => void) => Promise<void>;
};

/** Ends the scenario with this sentence unless the claim holds. */
export function expectThat(claim: boolean, otherwise: string): asserts claim {
  if (!claim) throw new Error(otherwise);
}

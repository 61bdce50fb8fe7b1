/** An incident told as a program: it passes when `run` ends without an error. */
export type Scenario = {
  readonly id: string;
  /** What happens and what must hold, in one sentence. */
  readonly story: string;
  /** Most of it is waiting, and it judges nothing that a second lab on the same machine would stretch too far: it may run beside another such one. */
  readonly patient?: boolean;
  /** Another scenario tells this story as well, in one rehearsal with its own: where all of them run that one does, and this one when it is named. */
  readonly toldBy?: string;
  readonly run: (say: (line: string) => void, asked?: Asked) => Promise<void>;
};

/** What somebody may ask of the scenarios that know of it. */
export type Asked = { /** What is drawn at random is drawn from this. */ readonly seed?: number };

/** How a scenario ended: without an error, or with this one. */
export type Ended = { readonly id: string; readonly seconds: number; readonly failure?: string };

/** Runs one to its end; an error is an ending like another. */
export async function toItsEnd({ id }: Pick<Scenario, "id">, work: () => Promise<unknown>): Promise<Ended> {
  const from = performance.now();
  const seconds = () => (performance.now() - from) / 1000;
  try {
    await work();
    return { id, seconds: seconds() };
  } catch (error) {
    return { id, seconds: seconds(), failure: error instanceof Error ? error.message : String(error) };
  }
}

/** The one line that says how it ended. */
export const verdictOf = ({ id, seconds, failure }: Ended): string =>
  failure === undefined ? `passed  ${id} (${seconds.toFixed(0)} s)` : `failed  ${id} (${seconds.toFixed(0)} s): ${failure}`;

/** Ends the scenario with this sentence unless the claim holds. */
export function expectThat(claim: boolean, otherwise: string): asserts claim {
  if (!claim) throw new Error(otherwise);
}

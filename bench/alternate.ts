import type { Round } from "./comparison.ts";

/** Does one thing once and waits for its end. */
export type Once = () => Promise<void>;

/** Times two things in turn, the first of a round being the second of the next; what is first of all only warms up. */
export async function alternate(measured: Once, against: Once, rounds: number, now: () => number = () => performance.now()): Promise<readonly Round[]> {
  const time = async (once: Once): Promise<number> => {
    const begun = now();
    await once();
    return now() - begun;
  };
  await measured();
  await against();

  const all: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await time(measured);
      all.push({ measured: first, against: await time(against) });
    } else {
      const first = await time(against);
      all.push({ measured: await time(measured), against: first });
    }
  }
  return all;
}

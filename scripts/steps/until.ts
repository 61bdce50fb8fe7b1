import type { Clock } from "../ports.ts";

/** Looks again and again until there is something to see or the limit has passed; says how long it waited, whatever the wall clock is set to meanwhile. */
export async function until<T>(
  clock: Pick<Clock, "elapsed" | "sleep">,
  { everySeconds, limitSeconds }: { readonly everySeconds: number; readonly limitSeconds: number },
  look: () => Promise<T | undefined>,
): Promise<{ readonly seen: T | undefined; readonly waitedSeconds: number }> {
  const began = clock.elapsed();
  for (;;) {
    const seen = await look();
    const waitedSeconds = clock.elapsed() - began;
    if (seen !== undefined || waitedSeconds + everySeconds > limitSeconds) return { seen, waitedSeconds };
    await clock.sleep(everySeconds);
  }
}

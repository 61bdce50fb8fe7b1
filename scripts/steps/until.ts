import type { Clock } from "../ports.ts";

/** Looks again and again until there is something to see or the limit has passed; says how long it waited. */
export async function until<T>(
  clock: Clock,
  { everySeconds, limitSeconds }: { readonly everySeconds: number; readonly limitSeconds: number },
  look: () => Promise<T | undefined>,
): Promise<{ readonly seen: T | undefined; readonly waitedSeconds: number }> {
  const began = clock.now().getTime();
  for (;;) {
    const seen = await look();
    const waitedSeconds = (clock.now().getTime() - began) / 1000;
    if (seen !== undefined || waitedSeconds + everySeconds > limitSeconds) return { seen, waitedSeconds };
    await clock.sleep(everySeconds);
  }
}

import { answersAgain, nextWord, silenceText } from "../core/store-silence.ts";

/** How long a store is waited for in one go, tries included; with `remembers`, one that was just given up is not waited for again. */
export type Patience = { readonly limitSeconds: number; readonly remembers: boolean };

/** How the silence of stores is told to whoever waits. */
export type SilenceWatch = {
  /** Somebody waits for this store. */
  readonly begin: (store: string, patience: Patience) => Waiting;
};

/** One wait for a store. Bytes that pass end a silence, and another may begin after them. */
export type Waiting = {
  /** What counts the bytes of the connection that it waits at now. */
  readonly at: (passed: () => number) => void;
  /** Why the last try came to nothing. */
  readonly because: (reason: string) => void;
  readonly silentSeconds: () => number;
  /** The store was given up a moment ago: it is worth one try, and no more. */
  readonly isOnceMore: boolean;
  /** "ended": somebody else wanted so, and nothing is known of the store. */
  readonly end: (outcome: "answered" | "given up" | "ended") => void;
};

type Wait = { readonly store: string; readonly limitSeconds: number; since: number; passed: () => number; seen: number; reason: string | undefined };

const LOOK_MILLISECONDS = 500;
const REMEMBERED_SECONDS = 30;
/** How long a store is waited for that was given up a moment ago: it may have come back. */
export const ONCE_MORE_SECONDS = 3;
const nothing = (): number => 0;

/** Looks at all that is waited for, and says at times how long a store has been silent: once, however many wait for it. */
export function silenceWatch(say: (text: string) => void, nowSeconds: () => number = () => performance.now() / 1000): SilenceWatch {
  const waits = new Set<Wait>();
  /** At which age of its silence a store was last spoken of. */
  const told = new Map<string, number>();
  const givenUp = new Map<string, { readonly since: number; readonly at: number }>();
  let looking: NodeJS.Timeout | undefined;

  const look = () => {
    const longest = new Map<string, Wait>();
    for (const wait of waits) {
      listen(wait, nowSeconds());
      if (wait.since < (longest.get(wait.store)?.since ?? Infinity)) longest.set(wait.store, wait);
    }
    for (const [store, { since, limitSeconds, reason }] of longest) {
      const seconds = nowSeconds() - since;
      if (seconds < (told.get(store) ?? 0)) told.delete(store);
      if (seconds < nextWord(told.get(store)) || seconds >= limitSeconds) continue;
      told.set(store, seconds);
      say(silenceText({ store, seconds, limitSeconds, because: reason }));
    }
  };

  const begin: SilenceWatch["begin"] = (store, { limitSeconds, remembers }) => {
    const begun = nowSeconds();
    const before = givenUp.get(store);
    const again = remembers && before !== undefined && begun - before.at < REMEMBERED_SECONDS ? before : undefined;
    const since = again?.since ?? begun;
    const wait: Wait = { store, limitSeconds, since, passed: nothing, seen: 0, reason: undefined };
    waits.add(wait);
    looking ??= setInterval(look, LOOK_MILLISECONDS).unref();
    const silentSeconds = () => {
      listen(wait, nowSeconds());
      return nowSeconds() - wait.since;
    };
    return {
      at: (passed) => Object.assign(wait, { passed, seen: passed() }),
      because: (reason) => (wait.reason = reason),
      silentSeconds,
      isOnceMore: again !== undefined,
      end: (outcome) => {
        waits.delete(wait);
        if (outcome === "given up") givenUp.set(store, { since: wait.since, at: nowSeconds() });
        if (outcome === "answered") {
          givenUp.delete(store);
          if (told.delete(store)) say(answersAgain(store, nowSeconds() - begun));
        }
        if (waits.size > 0) return;
        told.clear();
        clearInterval(looking);
        looking = undefined;
      },
    };
  };
  return { begin };
}

/** Whether bytes have passed since the last look. */
function listen(wait: Wait, now: number): void {
  const passed = wait.passed();
  if (passed === wait.seen) return;
  wait.seen = passed;
  wait.since = now;
}

/** For whoever waits with nobody to tell. */
export const mute: SilenceWatch = silenceWatch(() => undefined);

type Event = { readonly at: number; readonly order: number; readonly happen: () => void };

/** A world's time, which goes on only from event to event; what happens at one moment happens in the order it was asked for. */
export class VirtualTime {
  now = 0;
  #events: Event[] = [];
  #order = 0;

  /** Has something happen so many seconds from now. */
  in(seconds: number, happen: () => void): void {
    const event = { at: this.now + Math.max(0, seconds), order: this.#order++, happen };
    const later = this.#events.findIndex(({ at }) => at > event.at);
    this.#events.splice(later < 0 ? this.#events.length : later, 0, event);
  }

  /** Lets time pass until it is this late, or nothing more will happen. */
  async passUntil(end: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const next = this.#events[0];
      if (isOver() || next === undefined || next.at > end) return;
      this.#events.shift();
      this.now = next.at;
      next.happen();
    }
  }
}

/** Numbers between 0 and 1 that are the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

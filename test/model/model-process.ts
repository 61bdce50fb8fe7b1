import type { Clock } from "../../scripts/ports.ts";
import type { VirtualTime } from "./virtual-time.ts";

const GRACE_SECONDS = 10;

/** A child at work: a tool that changes the world whatever becomes of the process that started it, until it is ended. */
export type Child = { readonly step: string; readonly owner: string; readonly from: number; until: number | undefined };

/** A process of the kit in the model: it can be paused, cut off and killed, and its clock runs at its own rate. */
export class ModelProcess {
  readonly children: Child[] = [];
  isDead = false;
  #isPaused = false;
  #isCutOff = false;
  #backlog: (() => void)[] = [];
  #watchdogAt: number | undefined;
  readonly name: string;
  readonly #time: VirtualTime;
  readonly #rate: number;

  constructor(name: string, time: VirtualTime, rate: number) {
    [this.name, this.#time, this.#rate] = [name, time, rate];
  }

  isCutOff = (): boolean => this.#isCutOff;
  cutOff = (on: boolean): void => void (this.#isCutOff = on);

  /** Something reaches the process: at once, once it goes on again, or never. */
  deliver = (what: () => void): void => {
    if (this.isDead) return;
    if (this.#isPaused) this.#backlog.push(what);
    else what();
  };

  pause = (): void => void (this.#isPaused = true);
  goOn = (): void => {
    this.#isPaused = false;
    for (const what of this.#backlog.splice(0)) what();
  };

  /** kill -9. The watchdog finds the pipe closed. */
  kill = (): void => {
    this.isDead = true;
    this.#backlog = [];
    this.#endChildren(GRACE_SECONDS);
  };

  /** The watchdog is told how long children may live; by its own reckoning, in its own process. */
  extend = (seconds: number): void => {
    const at = this.#time.now + seconds / this.#rate;
    this.#watchdogAt = at;
    this.#time.in(at - this.#time.now, () => {
      if (this.#watchdogAt === at) this.#endChildren(GRACE_SECONDS);
    });
  };

  clock: Clock = {
    now: () => new Date(Date.UTC(2026, 10, 25) + this.#elapsed() * 1000),
    elapsed: () => this.#elapsed(),
    sleep: (seconds, signal) =>
      new Promise<void>((resolve, reject) => {
        const stop = () => reject(new Error("stopped"));
        if (signal?.aborted === true) return stop();
        signal?.addEventListener("abort", stop, { once: true });
        this.#time.in(seconds / this.#rate, () => {
          signal?.removeEventListener("abort", stop);
          this.deliver(resolve);
        });
      }),
  };

  /** Starts a tool that acts after so long; resolves with whether it did. Told to end, it may go on for a grace. */
  start(step: string, seconds: number, stop: AbortSignal, act: () => void): Promise<"finished" | "ended"> {
    const child: Child = { step, owner: this.name, from: this.#time.now, until: undefined };
    this.children.push(child);
    return new Promise((resolve) => {
      const end = (how: "finished" | "ended") => {
        if (child.until !== undefined) return;
        child.until = this.#time.now;
        if (how === "finished") act();
        this.deliver(() => resolve(how));
      };
      this.#ends.set(child, () => end("ended"));
      this.#time.in(seconds, () => end("finished"));
      stop.addEventListener("abort", () => this.#time.in(GRACE_SECONDS * 0.9, () => end("ended")), { once: true });
    });
  }

  readonly #ends = new Map<Child, () => void>();
  #endChildren(inSeconds: number): void {
    for (const child of this.children) if (child.until === undefined) this.#time.in(inSeconds * 0.9, () => this.#ends.get(child)?.());
  }

  #elapsed(): number {
    return this.#time.now * this.#rate;
  }
}

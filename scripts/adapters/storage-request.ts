import { setTimeout as sleep } from "node:timers/promises";
import { connectionWords, strangerIn } from "../core/connection-words.ts";
import { FailoverError, isExpected } from "../core/errors.ts";
import { GOOGLE_STORAGE } from "../core/google-storage.ts";
import { faultIn, isPage, retryAfterSeconds, titleOf } from "../core/store-fault.ts";
import { mute, ONCE_MORE_SECONDS, type SilenceWatch, type Waiting } from "./silence-watch.ts";
import { credentialFor } from "./storage-credential.ts";
import { storageHttp, type Body, type StorageAnswer } from "./storage-http.ts";
import { eitherOf, endingAfter, heldBack, orAborted } from "./timer.ts";

export type StorageOptions = {
  /** Where the JSON API answers; Google's own when undefined. */
  readonly endpoint: string | undefined;
  readonly project: string;
  /** A ready access token (GOOGLE_OAUTH_ACCESS_TOKEN); without one, the machine's default credentials are used. */
  readonly token: string | undefined;
  /** The kit is to stop: what is read ends at once, what is written soon. */
  readonly stop?: AbortSignal;
  readonly watch?: SilenceWatch;
};

export type StorageCall = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the endpoint, or a whole address that the store gave us. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for each attempt, because a stream can be read once. */
  readonly body?: () => Body;
  /** It may be large: it is waited for as long as bytes pass. */
  readonly isTransfer?: true;
  /** Ends it before its time, for good. */
  readonly until?: AbortSignal | undefined;
  /** Answers that are not failures, besides 2xx. */
  readonly accept?: readonly number[];
  /** The same, told by what it says as well. */
  readonly accepts?: (status: number, text: string) => boolean;
};

/** How long one try waits for an answer, how many there are, how long all of them may take together, and whether a store that was just given up is waited for again. */
export type RetryPace = { readonly attempts: number; readonly firstPauseSeconds: number; readonly seconds: number; readonly allSeconds: number; readonly remembers: boolean };

export type StorageCaller = <T>(call: StorageCall, read: (answer: StorageAnswer) => Promise<T>) => Promise<T>;

/** Of a large object so much is worth waiting for, whoever waits: to begin it anew costs more. */
const TRANSFER = { seconds: 60, allSeconds: 300 };
const WRITE_ENDS_SECONDS = 5;
const UNAUTHORIZED = 401;

/** What an attempt came to: `again` may pass, and is not asked for sooner than the store wants. */
type Outcome<T> = { readonly answer: T } | { readonly again: string; readonly afterSeconds?: number | undefined; readonly cause?: unknown } | "sign in anew";

/** One caller of the store: adds the credential, limits the time, and tries again what may pass. Every call must be safe to repeat. */
export function storageCaller({ endpoint, token, stop, watch = mute }: StorageOptions, pace: RetryPace): StorageCaller {
  const base = (endpoint ?? GOOGLE_STORAGE).replace(/\/+$/, "");
  const { origin } = new URL(base);
  const store = `the object store at ${base}`;
  const http = storageHttp();
  const credential = credentialFor(endpoint, base, token);
  const late = heldBack(stop, WRITE_ENDS_SECONDS);

  const attempt = async <T>(call: StorageCall, read: (answer: StorageAnswer) => Promise<T>, until: AbortSignal | undefined, { seconds, waiting }: { readonly seconds: number; readonly waiting: Waiting }): Promise<Outcome<T>> => {
    const url = call.path.startsWith("http") ? call.path : `${base}${call.path}`;
    // Where an upload goes on the store itself says. Who we are, and what we send, is for nobody else.
    const { origin: location, pathname } = new URL(url);
    if (location !== origin) throw new FailoverError("STORE_ELSEWHERE", { endpoint: base, status: 200, location });
    const limited = endingAfter(seconds, until);
    // Whoever hands out credentials may never answer.
    const shown = await orAborted(credential.token(), limited);
    const headers = { ...call.headers, ...(shown === undefined ? {} : { authorization: `Bearer ${shown}` }) };
    const question = { method: call.method, headers, body: call.body, silenceSeconds: seconds, ...(call.isTransfer ? { signal: until, watch: waiting.at } : { signal: limited }) };
    return http(url, question, async (answer): Promise<Outcome<T>> => {
      const { ok, status } = answer;
      if (ok && isPage("", answer.header("content-type")) && answer.header("x-goog-generation") === undefined) throw new FailoverError("NOT_THE_STORE", { endpoint: base, said: `a web page, '${titleOf((await answer.bytes()).toString())}'` });
      if (ok) return { answer: await read(answer) };
      const whole = (await answer.bytes()).toString();
      if (call.accept?.includes(status)) {
        // A "not there" of whoever stands in its place says nothing. The store's own may be called a page, and is none.
        if (isPage(whole)) throw new FailoverError("NOT_THE_STORE", { endpoint: base, said: `${status} and a web page, '${titleOf(whole)}'` });
        return { answer: await read(answer) };
      }
      if (call.accepts?.(status, whole) === true) return { answer: await read(answer) };
      const location = answer.header("location");
      if (status >= 300 && status < 400) throw new FailoverError("STORE_ELSEWHERE", { endpoint: base, status, location: location ?? "nobody knows where" });
      const fault = faultIn(whole, answer.header("content-type"));
      // A store in trouble has said nothing about what it was asked; nor has one that is just busy with a rival's write to the same name.
      const mayPass = status === 408 || status === 409 || status === 429 || status >= 500;
      const said = fault.as === "words" ? fault.text : `a web page, '${fault.title}'`;
      if (mayPass) return { again: `it answered ${status}${said === "" ? "" : `: ${said}`}`, afterSeconds: retryAfterSeconds(answer.header("retry-after"), answer.header("date")) };
      if (fault.as === "page") throw new FailoverError("NOT_THE_STORE", { endpoint: base, said: `${status} and ${said}` });
      if (status !== UNAUTHORIZED) throw new FailoverError("STORE_REFUSED", { endpoint: base, request: `${call.method} ${pathname}`, status, text: fault.text });
      return "sign in anew";
    });
  };

  const failed = (error: unknown): Outcome<never> => {
    if (isExpected(error)) throw error;
    const told = connectionWords(error);
    const stranger = strangerIn(told);
    if (stranger !== undefined) throw new FailoverError("NOT_THE_STORE", { endpoint: base, said: stranger }, { cause: error });
    return { again: told.text, cause: error };
  };

  const ask = async <T>(call: StorageCall, read: (answer: StorageAnswer) => Promise<T>, waiting: Waiting): Promise<T> => {
    const { seconds, allSeconds } = call.isTransfer ? TRANSFER : pace;
    const until = eitherOf(call.until, call.method === "GET" ? stop : late);
    let mayRenew = true;
    for (let tried = 1; ; tried += 1) {
      const left = Math.max(Math.min(seconds, ONCE_MORE_SECONDS), allSeconds - waiting.silentSeconds());
      const outcome = await attempt(call, read, until, { seconds: Math.min(seconds, left), waiting }).catch((error: unknown) => {
        endedBy(call.until, until, store);
        return failed(error);
      });
      if (outcome === "sign in anew") {
        if (!mayRenew || !credential.renew()) throw new FailoverError("STORE_NOT_SIGNED_IN", { endpoint: base, reason: token ? "it does not take the token of GOOGLE_OAUTH_ACCESS_TOKEN; such a token lives for an hour" : "it answered 401 to the one it was shown" });
        mayRenew = false;
        continue;
      }
      if ("answer" in outcome) return outcome.answer;
      const pauseSeconds = Math.max(pace.firstPauseSeconds * 2 ** (tried - 1), outcome.afterSeconds ?? 0);
      const isOver = waiting.silentSeconds() + pauseSeconds >= allSeconds;
      if (tried >= pace.attempts || isOver || waiting.isOnceMore) {
        const wants = outcome.afterSeconds === undefined ? "" : `; it wants to be left alone for ${Math.ceil(outcome.afterSeconds)} s`;
        throw new FailoverError("STORE_SILENT", { endpoint: base, tried, reason: `${isSilence(outcome.cause) ? "it says nothing" : outcome.again}${wants}`, ...(isOver ? { seconds: Math.round(waiting.silentSeconds()) } : {}) }, { cause: outcome.cause });
      }
      waiting.because(outcome.again);
      await sleep(pauseSeconds * 1000, undefined, until === undefined ? {} : { signal: until }).catch(() => endedBy(call.until, until, store));
    }
  };

  return async (call, read) => {
    const { allSeconds: limitSeconds } = call.isTransfer ? TRANSFER : pace;
    const waiting = watch.begin(store, { limitSeconds, remembers: pace.remembers });
    return ask(call, read, waiting).then(
      (answer) => {
        waiting.end("answered");
        return answer;
      },
      (error: unknown) => {
        const isLeft = !isExpected(error) || error.code === "COMMAND_STOPPED" || call.until?.aborted === true;
        waiting.end(isLeft ? "ended" : error.code === "STORE_SILENT" ? "given up" : "answered");
        throw error;
      },
    );
  };
}

/** What is said of a try is how long it was; of all of them, that is said already. */
const isSilence = (cause: unknown): boolean => cause instanceof Error && [cause, cause.cause].some((error) => error instanceof Error && error.name === "TimeoutError");

/** The same caller, whose every call ends for good when this signal is raised. */
export const givenUp = (call: StorageCaller, until: AbortSignal | undefined): StorageCaller => (until === undefined ? call : (what, read) => call({ ...what, until }, read));

/** Whoever gave the call up is told by his own reason, and a kit that is to stop by that. */
function endedBy(given: AbortSignal | undefined, until: AbortSignal | undefined, store: string): void {
  given?.throwIfAborted();
  if (until?.aborted) throw new FailoverError("COMMAND_STOPPED", { waitedFor: store });
}

import { once } from "node:events";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { FailoverError, isExpected } from "../core/errors.ts";
import { arriving, type ArrivingAnswer } from "./storage-download.ts";
import { answerOf, storageSender, type Body, type StorageAnswer } from "./storage-send.ts";
import { endingAfter } from "./timer.ts";

export type StorageOptions = {
  /** Where the JSON API answers; Google's own when undefined. */
  readonly endpoint: string | undefined;
  readonly project: string;
  /** A ready access token (GOOGLE_OAUTH_ACCESS_TOKEN); without one, the machine's default credentials are used. */
  readonly token: string | undefined;
};

export type StorageCall = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the endpoint, or a whole address that the store gave us. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for each attempt, because a stream can be read once. */
  readonly body?: () => Body;
  readonly timeoutSeconds: number;
  /** Ends it before its time, for good. */
  readonly until?: AbortSignal;
  /** Answers that are not failures, besides 2xx. */
  readonly accept?: readonly number[];
  /** The same, told by what it says as well. */
  readonly accepts?: (status: number, text: string) => boolean;
};

export type RetryPace = { readonly attempts: number; readonly firstPauseSeconds: number };

type Caller<Answer> = <T>(call: StorageCall, read: (response: Answer) => Promise<T>) => Promise<T>;
export type StorageCaller = Caller<StorageAnswer>;

type Sent = { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal; readonly body?: Body };

/** How a request is sent, and an answer given whose text has been read already. */
type Client<Answer> = { readonly send: (url: string, sent: Sent) => Promise<Answer>; readonly readAlready: (text: string, status: number) => Answer };

const GOOGLE = "https://storage.googleapis.com";

function tokenSource({ endpoint, token }: StorageOptions): () => Promise<string | undefined> {
  if (endpoint?.startsWith("http://")) return async () => undefined; // a credential never travels in the clear
  if (token !== undefined && token !== "") return async () => token;
  let auth: Promise<{ getAccessToken(): Promise<string | null | undefined> }> | undefined;
  return async () => {
    // The library is CommonJS: imported late by itself, its bundle has no names. A module of ours in between has.
    auth ??= import("./google-sign-in.ts").then(({ signIn }) => signIn());
    return (await (await auth).getAccessToken().catch(notSignedIn(endpoint))) ?? undefined;
  };
}

/** No answer from whoever hands out tokens may pass; a credential that is missing or refused stays so. */
const notSignedIn =
  (endpoint: string | undefined) =>
  (error: unknown): never => {
    const { code, status } = error as { readonly code?: unknown; readonly status?: unknown };
    const isSilence = /^(ECONN|ENET|EHOST|EAI_|ENOTFOUND|ETIMEDOUT|EPIPE|5\d\d|429)/.test(String(code)) || Number(status) >= 500;
    if (isSilence) throw error;
    const [reason = ""] = reasonOf(error).split(/\.(?: |$)/); // advice of another kit follows
    throw new FailoverError("STORE_NOT_SIGNED_IN", { endpoint: endpoint ?? GOOGLE, reason }, { cause: error });
  };

type Outcome<T> = { readonly answer: T } | { readonly refused: FailoverError; readonly mayPass: boolean };

/** One caller of the store: adds the credential, limits the time, and tries again what may pass. Every call must be safe to repeat. */
export function storageCaller(options: StorageOptions, pace: RetryPace): StorageCaller {
  const upload = storageSender();
  const send = async (url: string, { body, ...asked }: Sent): Promise<StorageAnswer> => (body === undefined ? fetch(url, { ...asked, redirect: "manual" }) : upload(url, { ...asked, body }));
  return caller(options, pace, { send, readAlready: (text, status) => answerOf(status, {}, Buffer.from(text)) });
}

/** The same for what is large. */
export const storageDownloader = (options: StorageOptions, pace: RetryPace): Caller<ArrivingAnswer> =>
  caller(options, pace, { send: arriving, readAlready: (text, status) => ({ ok: false, status, body: Readable.from([Buffer.from(text)]), text: async () => text }) });

function caller<Answer extends Pick<Response, "ok" | "status" | "text">>(options: StorageOptions, { attempts, firstPauseSeconds }: RetryPace, client: Client<Answer>): Caller<Answer> {
  const base = (options.endpoint ?? GOOGLE).replace(/\/+$/, "");
  const credential = tokenSource(options);
  const attempt = async <T>(call: StorageCall, read: (response: Answer) => Promise<T>): Promise<Outcome<T>> => {
    const signal = call.until === undefined ? AbortSignal.timeout(call.timeoutSeconds * 1000) : endingAfter(call.timeoutSeconds, call.until);
    const token = await orAborted(credential(), signal);
    const url = call.path.startsWith("http") ? call.path : `${base}${call.path}`;
    const headers = { ...call.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const response = await client.send(url, { method: call.method, headers, signal, ...(call.body === undefined ? {} : { body: call.body() }) });
    const { ok, status } = response;
    if (ok || call.accept?.includes(status)) return { answer: await read(response) };
    const whole = await response.text();
    if (call.accepts?.(status, whole) === true) return { answer: await read(client.readAlready(whole, status)) };
    const text = whole.slice(0, 300);
    if (status === 401) throw new FailoverError("STORE_NOT_SIGNED_IN", { endpoint: base, reason: "it answered 401 to the one it was shown" });
    // A store in trouble has said nothing about what it was asked; nor has one that is just busy with a rival's write to the same name.
    if (status === 408 || status === 409 || status === 429 || status >= 500) throw new Error(`it answered ${status}${text.trim() === "" ? "" : `: ${text.trim()}`}`);
    return { refused: new FailoverError("STORE_REFUSED", { request: `${call.method} ${new URL(url).pathname}`, status, text }), mayPass: false };
  };

  return async (call, read) => {
    for (let tried = 1; ; tried += 1) {
      const failed = (error: unknown) =>
        isExpected(error)
          ? { refused: error, mayPass: false }
          : { refused: new FailoverError("STORE_SILENT", { endpoint: base, tried, reason: reasonOf(error) }, { cause: error }), mayPass: true };
      const outcome = await attempt(call, read).catch(failed);
      call.until?.throwIfAborted();
      if ("answer" in outcome) return outcome.answer;
      if (!outcome.mayPass) throw outcome.refused;
      if (tried >= attempts) throw silent(outcome.refused, base, tried);
      await pause(firstPauseSeconds * 2 ** (tried - 1) * 1000, call.until);
    }
  };
}

/** The same caller, whose every call ends for good when this signal is raised. */
export const givenUp = <Answer>(call: Caller<Answer>, until: AbortSignal | undefined): Caller<Answer> => (until === undefined ? call : (what, read) => call({ ...what, until }, read));

/** A wait that the signal cuts short. */
async function pause(milliseconds: number, until: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, until === undefined ? {} : { signal: until }).catch(() => undefined);
  until?.throwIfAborted();
}

/** One that answers "later" again and again is as good as silent: whoever waits for it may go on waiting. */
const silent = (error: FailoverError, endpoint: string, tried: number): FailoverError =>
  error.code === "STORE_SILENT" ? error : new FailoverError("STORE_SILENT", { endpoint, tried, reason: error.advice.what }, { cause: error });

/** Whoever hands out credentials may never answer. */
const orAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([work, once(signal, "abort").then((): never => { throw signal.reason; })]);

/** fetch says only "fetch failed", and an abort only that it was one; the reason stands in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause.message : String(error instanceof Error ? error.message : error);
}

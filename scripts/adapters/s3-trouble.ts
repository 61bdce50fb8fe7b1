import { S3ServiceException, type S3Client } from "@aws-sdk/client-s3";
import { connectionWords, strangerIn } from "../core/connection-words.ts";
import { FailoverError, isExpected } from "../core/errors.ts";
import { isPage, titleOf } from "../core/store-fault.ts";
import { mute, ONCE_MORE_SECONDS, type Patience, type SilenceWatch } from "./silence-watch.ts";
import { endingAfter, orAborted } from "./timer.ts";

/** A client, what an error says of it, and how it is waited for. */
export type S3Reach = { readonly client: S3Client; readonly endpoint: string; readonly waits: S3Waits };
/** `watch` is told of waits for what is short. */
export type S3Waits = { readonly patience: Patience; readonly stop?: AbortSignal | undefined; readonly watch?: SilenceWatch | undefined };

/** What the client is told with each request. */
export type Ending = { readonly abortSignal: AbortSignal };

type Answered = { readonly status: number; readonly type: string | undefined; readonly location: string | undefined; readonly body: string };
type Trouble = { readonly name: string; readonly status: number | undefined; readonly text: string; readonly isRefusal: boolean; readonly tried: number };

/** The raw answer, which the client hides in an error. */
function answeredIn(error: unknown): Answered | undefined {
  const { $response: response } = error as { readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown } };
  if (response?.statusCode === undefined) return undefined;
  const { "content-type": type, location } = response.headers ?? {};
  return { status: response.statusCode, type, location, body: typeof response.body === "string" ? response.body : "" };
}

/** What an error of the client says. A store in trouble, or none that answers, may answer later; a refusal stays one. */
export function troubleIn(error: unknown): Trouble {
  const { name } = error instanceof Error ? error : new Error(String(error));
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number } };
  const status = error instanceof S3ServiceException ? $metadata?.httpStatusCode : undefined;
  const isRefusal = status !== undefined && status < 500 && status !== 408 && status !== 429;
  const { text: message } = connectionWords(error);
  const said = status === undefined ? message : `${name}${message === "" || message === name ? "" : `: ${message}`}`;
  return { name, status, text: status !== undefined && !isRefusal ? `it answered ${status}: ${said}` : said, isRefusal, tried: $metadata?.attempts ?? 1 };
}

const unknownKey = /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken|CredentialsProviderError|InvalidSecurity)$/;
const clocks = /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/;
/** Where the settings say the second store is. */
export const SETTING = "secondStore.endpoint";

/** Who it was that answered, where it was not the store; undefined where nothing shows that. */
export function strangerAt(error: unknown): string | undefined {
  const answered = answeredIn(error);
  if (answered !== undefined && isPage(answered.body, answered.type)) return `${answered.status} and a web page, '${titleOf(answered.body)}'`;
  return strangerIn(connectionWords(error));
}

/** The kit's own error for one of the client's. */
function storeError(endpoint: string, request: string, error: unknown): FailoverError {
  const { name, status, text, isRefusal, tried } = troubleIn(error);
  const cause = { cause: error };
  const answered = answeredIn(error);
  const stranger = strangerAt(error);
  if (stranger !== undefined && (answered?.status ?? 0) < 500) return new FailoverError("NOT_THE_STORE", { endpoint, said: stranger, setting: SETTING }, cause);
  if (unknownKey.test(name) || status === 401) return new FailoverError("SECOND_STORE_NOT_SIGNED_IN", { endpoint, reason: text }, cause);
  if (clocks.test(name)) return new FailoverError("STORE_CLOCK", { endpoint, reason: text, setting: SETTING }, cause);
  if (answered !== undefined && answered.status >= 300 && answered.status < 400) {
    const { Endpoint } = error as { readonly Endpoint?: unknown };
    return new FailoverError("STORE_ELSEWHERE", { endpoint, status: answered.status, location: answered.location ?? (typeof Endpoint === "string" ? Endpoint : "another place, which it does not name"), setting: SETTING }, cause);
  }
  if (status === undefined || !isRefusal) return new FailoverError("STORE_SILENT", { endpoint, tried, reason: stranger === undefined ? text : `it answered ${stranger}`, setting: SETTING }, cause);
  return new FailoverError("STORE_REFUSED", { endpoint, request, status, text, setting: SETTING }, cause);
}

/** Does it, and throws the signal's own reason where that ended it. */
export async function orReason<T>(until: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    until?.throwIfAborted();
    throw error;
  }
}

/** What was refused in a way that whoever asked is ready for. */
export type Declined = { readonly declined: string };

type Expecting = {
  readonly names?: readonly string[];
  readonly fits?: (text: string) => boolean;
  /** Its answers have no body: what they call it says nothing of who answered. */
  readonly isHead?: true;
  /** It is large: only silence in the middle of it ends it, which the client itself sees. */
  readonly isTransfer?: true;
  readonly until?: AbortSignal | undefined;
};

/** Waits for S3 as long as that makes sense, and says so meanwhile; one that was just given up gets a moment. Ends when the kit is to stop. */
export async function waitedFor<T>(store: string, { patience, stop, watch = mute }: S3Waits, { isTransfer, until }: Pick<Expecting, "isTransfer" | "until">, ask: (ending: Ending) => Promise<T>): Promise<T> {
  const waiting = isTransfer === true ? undefined : watch.begin(store, patience);
  const limitSeconds = Math.min(patience.limitSeconds, waiting?.isOnceMore === true ? ONCE_MORE_SECONDS : Infinity);
  // Of a transfer nothing may be left behind, since there may be one for each of many objects.
  const limited = waiting === undefined ? undefined : endingAfter(limitSeconds, stop);
  const abortSignal = AbortSignal.any([until, stop, limited].filter((signal) => signal !== undefined));
  try {
    const answer = await orAborted(ask({ abortSignal }), abortSignal);
    waiting?.end("answered");
    return answer;
  } catch (error) {
    waiting?.end(stop?.aborted === true || until?.aborted === true ? "ended" : isExpected(error) || troubleIn(error).status !== undefined ? "answered" : "given up");
    until?.throwIfAborted();
    if (stop?.aborted) throw new FailoverError("COMMAND_STOPPED", { waitedFor: store });
    throw limited?.aborted ? limited.reason : error;
  }
}

/** Asks, and turns what fails into the kit's own errors; a refusal by one of these names, or one whose text fits, is an answer. */
export async function asked<T extends object>(
  { endpoint, waits }: Pick<S3Reach, "endpoint" | "waits">,
  request: string,
  ask: (ending: Ending) => Promise<T>,
  { names = [], fits = () => false, isHead, ...how }: Expecting = {},
): Promise<T | Declined> {
  try {
    return await waitedFor(`the second store at ${endpoint}`, waits, how, ask);
  } catch (error) {
    if (isExpected(error)) throw error;
    how.until?.throwIfAborted();
    const { name, status, text } = troubleIn(error);
    const isExpectedOf = names.includes(name) || (status !== undefined && fits(text));
    // A page's "not found" is no word of the store's.
    if (isExpectedOf && (isHead === true || strangerAt(error) === undefined)) return { declined: text };
    throw storeError(endpoint, request, error);
  }
}

/** The same where nothing is accepted but an answer. */
export async function answer<T extends object>(reach: Pick<S3Reach, "endpoint" | "waits">, request: string, ask: (ending: Ending) => Promise<T>, how: Pick<Expecting, "isTransfer" | "until"> = {}): Promise<T> {
  const given = await asked(reach, request, ask, how);
  if (isDeclined(given)) throw new Error("a refusal that nobody accepts");
  return given;
}

/** Whether an answer is a refusal that was expected. */
export const isDeclined = (given: object): given is Declined => "declined" in given;

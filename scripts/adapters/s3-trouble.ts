import { S3ServiceException, type S3Client } from "@aws-sdk/client-s3";
import { FailoverError } from "../core/errors.ts";

/** A client, and what an error says of it. */
export type S3Reach = { readonly client: S3Client; readonly endpoint: string; readonly attempts: number };

type Trouble = { readonly name: string; readonly status: number | undefined; readonly text: string; readonly isRefusal: boolean };

/** What an error of the client says. A store in trouble, or none that answers, may answer later; a refusal stays one. */
export function troubleIn(error: unknown): Trouble {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  const isRefusal = status !== undefined && status < 500 && status !== 408 && status !== 429;
  return { name, status, text: `${name}${message === "" || message === name ? "" : `: ${message}`}`, isRefusal };
}

/** How the client is told what ends a request before its time. */
export const endingAt = (until: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } => (until === undefined ? {} : { abortSignal: until });

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

/** Asks, and turns what fails into the kit's own errors; a refusal by one of these names, or one whose text fits, is an answer. */
export async function asked<T extends object>(
  { endpoint, attempts }: Pick<S3Reach, "endpoint" | "attempts">,
  request: string,
  ask: () => Promise<T>,
  { names = [], fits = () => false }: { readonly names?: readonly string[]; readonly fits?: (text: string) => boolean } = {},
): Promise<T | Declined> {
  try {
    return await ask();
  } catch (error) {
    const { name, status, text, isRefusal } = troubleIn(error);
    if (names.includes(name) || (status !== undefined && fits(text))) return { declined: text };
    if (status === undefined || !isRefusal) throw new FailoverError("STORE_SILENT", { endpoint, tried: attempts, reason: text }, { cause: error });
    throw new FailoverError("STORE_REFUSED", { request, status, text }, { cause: error });
  }
}

/** The same where nothing is accepted but an answer. */
export async function answer<T extends object>(reach: Pick<S3Reach, "endpoint" | "attempts">, request: string, ask: () => Promise<T>): Promise<T> {
  const given = await asked(reach, request, ask);
  if (isDeclined(given)) throw new Error("a refusal that nobody accepts");
  return given;
}

/** Whether an answer is a refusal that was expected. */
export const isDeclined = (given: object): given is Declined => "declined" in given;

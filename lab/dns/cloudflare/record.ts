/** A DNS record as the API keeps and shows it. https://developers.cloudflare.com/api/resources/dns/subresources/records/ */
export type DnsRecord = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly proxiable: boolean;
  readonly proxied: boolean;
  readonly ttl: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly comment: string | null;
  readonly tags: readonly string[];
  readonly created_on: string;
  readonly modified_on: string;
};

/** What a caller may say of a record; everything else in a body is ignored, as the API does. */
export type RecordFields = {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly content?: unknown;
  readonly proxied?: unknown;
  readonly ttl?: unknown;
  readonly comment?: unknown;
  readonly tags?: unknown;
  readonly settings?: unknown;
};

/** A refusal of the API. */
export type ApiError = {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly error_chain?: readonly { code: number; message: string }[];
};

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiError };

/** A refusal as a result. */
export function refuse(status: number, code: number, message: string): { readonly ok: false; readonly error: ApiError } {
  return { ok: false, error: { status, code, message } };
}

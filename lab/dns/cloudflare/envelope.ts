/** What the API answers with; every body has the same frame. https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/ */
export type Answer = {
  readonly status: number;
  readonly success: boolean;
  readonly errors: readonly {
    readonly code: number;
    readonly message: string;
    readonly error_chain?: readonly { code: number; message: string }[];
  }[];
  readonly messages: readonly { readonly code: number; readonly message: string }[];
  readonly result: unknown;
  readonly result_info?: {
    readonly page: number;
    readonly per_page: number;
    readonly count: number;
    readonly total_count: number;
    readonly total_pages: number;
  };
};

/** An answer that grants. */
export function success(result: unknown): Answer {
  return { status: 200, success: true, errors: [], messages: [], result };
}

/** An answer that refuses. */
export function failure(status: number, code: number, message: string, chain?: readonly { code: number; message: string }[]): Answer {
  return { status, success: false, errors: [{ code, message, ...(chain ? { error_chain: chain } : {}) }], messages: [], result: null };
}

import { request as plain } from "node:http";
import { request as encrypted } from "node:https";
import { X509Certificate } from "node:crypto";
import { Secret } from "../core/secret.ts";
import { retryAfterSeconds } from "../core/store-fault.ts";
import type { HttpAnswer } from "../ports.ts";
import type { Call, Caller } from "../world.ts";

const BODY_KEPT = 1024 * 1024;

/** One question with its own headers and body, over a connection of its own; with a certificate, nobody but its holder is asked. */
export const caller: Caller = {
  // An address or a header that cannot be sent is told as one that was not answered: a watch must not end for a mistyped variable.
  call: (call) => asked(call).catch((error: unknown) => ({ failed: error instanceof Error ? error.message : "it cannot be asked" })),
};

const asked = ({ method, url, headers, body, certificate, timeoutSeconds }: Call): Promise<HttpAnswer> =>
  new Promise<HttpAnswer>((resolve) => {
    const address = new URL(revealed(url));
    const options = {
      method,
      agent: false,
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
      headers: { ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, revealed(value)])), ...(body === undefined ? {} : { "content-length": Buffer.byteLength(revealed(body)) }) },
      ...(certificate === undefined ? {} : pinned(certificate)),
    };
    const failed = (error: Error) => resolve({ failed: error.name === "AbortError" || error.name === "TimeoutError" ? `no answer within ${timeoutSeconds} s` : error.message });
    const asking = (address.protocol === "https:" ? encrypted : plain)(address, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (more: string) => {
        if (text.length < BODY_KEPT) text += more;
      });
      const retryAfter = retryAfterSeconds(response.headers["retry-after"], response.headers.date);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }) }));
      response.on("error", failed);
    });
    asking.on("error", failed);
    asking.end(body === undefined ? undefined : revealed(body));
  });

const revealed = (text: string | Secret): string => (text instanceof Secret ? text.reveal() : text);

/** Whatever name it bears: the very certificate that the settings hold, and none another signed. */
const pinned = (certificate: string) => {
  const expected = new X509Certificate(certificate).fingerprint256;
  return {
    ca: [certificate],
    checkServerIdentity: (_: string, { fingerprint256 }: { fingerprint256: string }) => (fingerprint256 === expected ? undefined : new Error("it shows another certificate than the one in the settings")),
  };
};

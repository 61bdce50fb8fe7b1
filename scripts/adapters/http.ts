import { request as plain } from "node:http";
import { request as encrypted } from "node:https";
import { isIP } from "node:net";
import type { Http, HttpAnswer } from "../ports.ts";

const BODY_KEPT = 64 * 1024;

/** One GET over a connection of its own. `host` asks for another name than the address says; with TLS the certificate must be that name's. */
export const http: Http = {
  get: (url, { timeoutSeconds, host }) =>
    new Promise<HttpAnswer>((resolve) => {
      const { protocol, hostname } = new URL(url);
      const name = host ?? hostname;
      const options = {
        agent: false,
        signal: AbortSignal.timeout(timeoutSeconds * 1000),
        headers: host === undefined ? {} : { host },
        ...(isIP(name) === 0 ? { servername: name } : {}),
      };
      const asking = (protocol === "https:" ? encrypted : plain)(url, options, (response) => {
        let body = "";
        const settle = () => resolve({ status: response.statusCode ?? 0, body: body.slice(0, BODY_KEPT) });
        response.setEncoding("utf8");
        response.on("data", (text: string) => {
          body += text;
          if (body.length < BODY_KEPT) return;
          settle();
          response.destroy();
        });
        response.on("end", settle);
        response.on("error", (error) => resolve({ failed: reason(error, timeoutSeconds) }));
      });
      asking.on("error", (error) => resolve({ failed: reason(error, timeoutSeconds) }));
      asking.end();
    }),
};

const reason = (error: Error, timeoutSeconds: number): string => (error.name === "AbortError" || error.name === "TimeoutError" ? `no answer within ${timeoutSeconds} s` : error.message);

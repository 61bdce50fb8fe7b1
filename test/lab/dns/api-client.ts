import { respond, type ApiRequest, type ApiState } from "../../../lab/dns/cloudflare/respond.ts";
import type { Answer } from "../../../lab/dns/cloudflare/envelope.ts";

export const token = "t".repeat(40);
export const zone = { id: "0".repeat(32), name: "example.com" };

export type Client = {
  ask(method: string, path: string, body?: unknown, headers?: { authorization?: string | undefined }): Answer;
  wait(seconds: number): void;
  state(): ApiState;
};

/** A caller of the API as a function, with a clock that it turns itself. */
export function apiClient(): Client {
  let state: ApiState = { token, zone, records: [], calls: undefined };
  let nowMs = Date.UTC(2026, 0, 1);
  let ids = 0;
  const newId = (): string => (ids += 1).toString(16).padStart(32, "0");
  return {
    ask: (method, path, body, headers = { authorization: `Bearer ${token}` }) => {
      const url = new URL(`/client/v4${path}`, "http://api");
      const request: ApiRequest = { method, path: url.pathname, query: url.searchParams, authorization: headers.authorization, body };
      const { state: next, answer } = respond(state, request, { nowMs, newId });
      state = next;
      return answer;
    },
    wait: (seconds) => {
      nowMs += seconds * 1000;
    },
    state: () => state,
  };
}

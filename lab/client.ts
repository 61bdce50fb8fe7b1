import { request } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { ExecOptions, ExecResult, Host, HostSpec } from "./daemon/lab.ts";
import type { Status } from "./daemon/status.ts";
import { LabError } from "./lab-error.ts";
import type { EgressAttempt } from "./network/egress.ts";
import type { OperatorName } from "./network/plan.ts";
import type { Switches, Turn } from "./network/switches.ts";
import { here } from "./place.ts";

type Call = { readonly method: "GET" | "PUT" | "POST" | "DELETE"; readonly path: string; readonly body?: unknown; readonly timeoutSeconds: number };

/** A way to talk to a lab that is up. */
export type LabClient = ReturnType<typeof labClient>;

const QUICK = 10;
const BOOT = 120;
const EXEC = 60;
const GRACE = 10;

/** Talks to the lab's daemon over its socket; every call has a time limit. */
export function labClient(socket: string = here().socket) {
  const call = <Answer>(wanted: Call): Promise<Answer> => ask(socket, wanted) as Promise<Answer>;
  return {
    status: () => call<Status>({ method: "GET", path: "/status", timeoutSeconds: QUICK }),
    egress: async (): Promise<readonly EgressAttempt[]> => (await call<{ attempts: readonly EgressAttempt[] }>({ method: "GET", path: "/egress", timeoutSeconds: QUICK })).attempts,
    switches: {
      turn: ({ name, ...settings }: Turn) => call<Switches>({ method: "PUT", path: `/switches/${name}`, body: settings, timeoutSeconds: EXEC }),
    },
    operators: {
      cutSsh: async (name: OperatorName, address: string): Promise<number> =>
        (await call<{ connections: number }>({ method: "POST", path: `/operators/${name}/ssh-cut`, body: { address }, timeoutSeconds: EXEC })).connections,
    },
    hosts: {
      /** The same as in the status, without the rest of it: it may be asked for many times a second. */
      list: async (): Promise<readonly Host[]> => (await call<{ hosts: readonly Host[] }>({ method: "GET", path: "/hosts", timeoutSeconds: QUICK })).hosts,
      ensure: ({ name, ...spec }: HostSpec) => call<Host>({ method: "PUT", path: `/hosts/${name}`, body: spec, timeoutSeconds: BOOT }),
      find: async (name: string): Promise<Host | undefined> => (await call<Host | null>({ method: "GET", path: `/hosts/${name}`, timeoutSeconds: QUICK })) ?? undefined,
      remove: (name: string) => call<{ name: string }>({ method: "DELETE", path: `/hosts/${name}`, timeoutSeconds: BOOT }),
      exec: (name: string, argv: readonly string[], { stdin = "", timeoutSeconds = EXEC }: ExecOptions = {}) =>
        call<ExecResult>({ method: "POST", path: `/hosts/${name}/exec`, body: { argv, stdin, timeoutSeconds }, timeoutSeconds: timeoutSeconds + GRACE }),
    },
    cloud: (pkg: string, verb: string, body: Readonly<Record<string, unknown>>) =>
      call<{ id: string; outputs: Record<string, unknown> }>({ method: "POST", path: `/cloud/${pkg}/${verb}`, body, timeoutSeconds: BOOT }),
  };
}

function ask(socketPath: string, { method, path, body, timeoutSeconds }: Call): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new LabError(`the lab did not answer ${method} ${path}`, why, "see 'npm run lab -- status'"));
    const outgoing = request({ socketPath, method, path, signal: AbortSignal.timeout(timeoutSeconds * 1000) }, (response) => {
      text(response).then((answer) => {
        if (response.statusCode === 200) resolve(JSON.parse(answer));
        else fail(reasonIn(answer));
      }, (error: unknown) => fail(String(error)));
    });
    outgoing.on("error", (error) => fail(error.name === "TimeoutError" || error.name === "AbortError" ? `no answer within ${timeoutSeconds} s` : error.message));
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const refusal = z.object({ error: z.string() });

/** The daemon's own words where it gave some. */
function reasonIn(answer: string): string {
  try {
    return refusal.parse(JSON.parse(answer)).error;
  } catch {
    return answer;
  }
}

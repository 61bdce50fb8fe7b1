import type { Json } from "../../scripts/core/journal.ts";
import { Secret } from "../../scripts/core/secret.ts";
import type { Clock, Files, HttpAnswer, Ports } from "../../scripts/ports.ts";
import type { Context } from "../../scripts/steps/step.ts";
import { exampleSettings } from "./example-settings.ts";
import { MemoryJournal, silentPorts } from "./world.ts";

/** What the gcp stack tells in these tests. */
export const mirror = {
  database: { name: "shop-gcp-database", address: "10.20.1.1" },
  app: [
    { name: "shop-gcp-app-1", address: "10.20.1.2" },
    { name: "shop-gcp-app-2", address: "10.20.1.3" },
  ],
  cache: { name: "shop-gcp-cache", address: "10.20.1.4" },
  loadBalancer: { address: "10.20.1.9" },
  objects: { bucket: "shop-objects" },
  holdsData: false,
  next: "failover plan",
} as const;

/** A step's context: what it journals is looked up in `outputs`. */
export const contextWith = ({ outputs = {}, decisions = {}, ...rest }: Partial<Context> & { outputs?: Record<string, Json>; decisions?: Record<string, Json> } = {}): Context => ({
  run: "r20261123-081500-ab12",
  attempt: 1,
  settings: exampleSettings,
  projectDirectory: "/project",
  runDirectory: "/project/.failover/runs/r20261123-081500-ab12",
  ansibleDirectory: "/kit/ansible",
  bundle: "/kit/dist/failover.tar",
  output: (step) => {
    const output = outputs[step];
    if (output === undefined) throw new Error(`'${step}' has not finished in this test`);
    return output;
  },
  given: undefined,
  decided: (decision) => decisions[decision],
  noted: () => undefined,
  note: async () => undefined,
  ...rest,
});

/** A clock whose time passes only in its own sleeps. */
export function sleepingClock(): Clock & { readonly slept: () => number } {
  let seconds = 0;
  return {
    now: () => new Date(seconds * 1000),
    sleep: async (more) => void (seconds += more),
    elapsed: () => seconds,
    slept: () => seconds,
  };
}

/** Files in memory. */
export function memoryFiles(): Files & { readonly written: Map<string, string> } {
  const written = new Map<string, string>();
  return { written, read: async (path) => written.get(path), write: async (path, text) => void written.set(path, text instanceof Secret ? text.reveal() : text), list: async () => [...written.keys()] };
}

/** A service's own account of itself, as its health path gives it. */
export const health = (said: Partial<{ ok: boolean; mode: string; side: string }> = {}): HttpAnswer => {
  const body = { ok: true, mode: "read-only", side: "gcp", ...said };
  return { status: body.ok ? 200 : 503, body: JSON.stringify(body) };
};

/** Ports with a clock that passes time by itself; give the ones a test is about. */
export const portsWith = (ports: Partial<Ports>): Ports => silentPorts({ journal: new MemoryJournal(), clock: sleepingClock(), ...ports });

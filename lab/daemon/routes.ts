import { z } from "zod";
import type { Daemon } from "./daemon.ts";
import { cloudRequest, cloudVerb, execRequest, hostName, hostRequest, operatorName, sshCutRequest, switchRequest } from "./requests.ts";

/** One thing the daemon does when asked over its socket. */
export type Route = {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: RegExp;
  readonly answer: (daemon: Daemon, parts: readonly string[], body: unknown) => Promise<unknown>;
};

const settings = z.record(z.string(), z.unknown());

/** The daemon's whole interface. */
export const routes: readonly Route[] = [
  { method: "GET", path: /^\/status$/, answer: (daemon) => daemon.status() },
  { method: "GET", path: /^\/egress$/, answer: async (daemon) => ({ attempts: await daemon.egress() }) },
  { method: "GET", path: /^\/hosts$/, answer: async (daemon) => ({ hosts: daemon.hosts.list() }) },
  { method: "PUT", path: /^\/hosts\/([^/]+)$/, answer: (daemon, [name], body) => daemon.hosts.ensure({ name: hostName.parse(name), ...hostRequest.parse(body) }) },
  { method: "GET", path: /^\/hosts\/([^/]+)$/, answer: async (daemon, [name = ""]) => daemon.hosts.find(name) ?? null },
  {
    method: "DELETE",
    path: /^\/hosts\/([^/]+)$/,
    answer: async (daemon, [name = ""]) => {
      await daemon.hosts.remove(name);
      return { name };
    },
  },
  {
    method: "POST",
    path: /^\/hosts\/([^/]+)\/exec$/,
    answer: async (daemon, [name = ""], body) => {
      const { argv, stdin, timeoutSeconds } = execRequest.parse(body);
      return daemon.hosts.exec(name, argv, { stdin, timeoutSeconds });
    },
  },
  {
    method: "PUT",
    path: /^\/switches\/([^/]+)$/,
    answer: (daemon, [name], body) => daemon.turn(switchRequest.parse({ ...settings.parse(body), name })),
  },
  {
    method: "POST",
    path: /^\/operators\/([^/]+)\/ssh-cut$/,
    answer: async (daemon, [name], body) => ({ connections: await daemon.cutSsh(operatorName.parse(name), sshCutRequest.parse(body).address) }),
  },
  {
    method: "POST",
    path: /^\/cloud\/([^/]+)\/([^/]+)$/,
    answer: (daemon, [pkg = "", verb], body) => daemon.cloud(cloudVerb.parse(verb), pkg, cloudRequest.parse(body)),
  },
];

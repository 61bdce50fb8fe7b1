import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../daemon/lab.ts";
import { authoritativeAddress, awsDnsAddress, cloudflareApi, cloudflareToken, edgeAddress, resolverAddress, zone } from "./addresses.ts";
import { cloudflareHost, powerdnsKey, powerdnsUrl, startAuthoritative } from "./authoritative.ts";
import { bundleProgram } from "./bundle-program.ts";
import { startResolver } from "./resolver.ts";
import { nodeUnit } from "./systemd-unit.ts";

const recordsFile = "/var/lib/cloudflare/records.json";
const readySeconds = 15;

/** Makes the lab's internet: Cloudflare (authoritative DNS, API, edge) and a caching resolver; returns when they answer. */
export async function provisionInternet(lab: Lab): Promise<void> {
  const [programs] = await Promise.all([bundlePrograms(), makeCloudflare(lab), makeResolver(lab)]);
  await Promise.all(programs.map(({ name, text }) => lab.hosts.write(cloudflareHost, `/opt/${name}.cjs`, text, 0o644)));
  await Promise.all(units().map(({ name, text }) => lab.hosts.write(cloudflareHost, `/etc/systemd/system/${name}.service`, text, 0o644)));
  await systemctl(lab, ["daemon-reload"]);
  await systemctl(lab, ["restart", "cloudflare-api", "cloudflare-edge"]);
  // The edge knows no name yet and says so; that is an answer.
  await Promise.all([answering(`${cloudflareApi}/user/tokens/verify`, 200), answering(`http://${edgeAddress}/`, 409)]);
  lab.say(`Cloudflare answers at ${cloudflareApi}, its edge at ${edgeAddress}, the resolver at ${resolverAddress}.`);
}

async function bundlePrograms(): Promise<readonly { name: string; text: string }[]> {
  const [api, edge] = await Promise.all([
    bundleProgram(join(import.meta.dirname, "cloudflare", "api-server.ts")),
    bundleProgram(join(import.meta.dirname, "edge", "edge-server.ts")),
  ]);
  return [
    { name: "cloudflare-api", text: api },
    { name: "cloudflare-edge", text: edge },
  ];
}

async function makeCloudflare(lab: Lab): Promise<void> {
  await lab.hosts.ensure({ name: cloudflareHost, network: "inet", address: authoritativeAddress, extraAddresses: [edgeAddress, awsDnsAddress] });
  await startAuthoritative(lab);
}

async function makeResolver(lab: Lab): Promise<void> {
  await lab.hosts.ensure({ name: "resolver", network: "inet", address: resolverAddress });
  await startResolver(lab);
}

function units(): readonly { name: string; text: string }[] {
  const api = { zone, token: cloudflareToken, listen: authoritativeAddress, recordsFile, powerdns: { url: powerdnsUrl, key: powerdnsKey } };
  return [
    {
      name: "cloudflare-api",
      text: nodeUnit({
        description: "Cloudflare's API, as the lab plays it",
        program: "/opt/cloudflare-api.cjs",
        variable: "CLOUDFLARE_API_SETTINGS",
        settings: api,
      }),
    },
    {
      name: "cloudflare-edge",
      text: nodeUnit({
        description: "Cloudflare's edge, as the lab plays it",
        program: "/opt/cloudflare-edge.cjs",
        variable: "CLOUDFLARE_EDGE_SETTINGS",
        settings: { recordsFile, listen: edgeAddress },
      }),
    },
  ];
}

async function systemctl(lab: Lab, args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await lab.hosts.exec(cloudflareHost, ["systemctl", ...args], { timeoutSeconds: 20 });
  if (exitCode !== 0) throw new Error(`systemctl ${args.join(" ")} on host ${cloudflareHost} ended with ${exitCode}: ${stderr.trim()}`);
}

async function answering(url: string, status: number): Promise<void> {
  for (const start = Date.now(); Date.now() - start < readySeconds * 1000; await sleep(100)) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${cloudflareToken}` }, signal: AbortSignal.timeout(1000) }).catch(
      () => undefined,
    );
    if (response?.status === status) return;
  }
  throw new Error(
    `${url} did not answer with ${status} within ${readySeconds} s. Look at the journal of cloudflare-api and cloudflare-edge on host ${cloudflareHost}.`,
  );
}

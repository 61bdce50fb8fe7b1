import { z } from "zod";
import { SERVICE_PROBE } from "../../core/declaration/locations.ts";
import { FailoverError } from "../../core/errors.ts";
import { jsonIn } from "../../core/json-in.ts";
import { observationSchema, type Observation } from "../../core/observation.ts";
import { Secret } from "../../core/secret.ts";
import { AWS_PROBE } from "../../core/watch/aws-verdict.ts";
import { checksPath, type OwnChecks } from "../../core/triage/own-checks.ts";
import { readPingdom } from "../../core/watch/pingdom.ts";
import { signRequest, type Look } from "../../core/watch/signed-request.ts";
import type { WatchSettings } from "../../core/watch-settings.ts";
import type { Http } from "../../ports.ts";
import type { Caller, World } from "../../world.ts";
import { inProject, settingsFor, type Project } from "../project.ts";
import { lookFrom } from "./look-from.ts";

/** A place that looks; what it cannot tell is "unknown". */
export type Vantage = { readonly name: string; readonly look: () => Promise<readonly Observation[]> };

type Reach = Pick<World, "files" | "clock" | "machine" | "randomHex" | "env"> & { readonly http: Http; readonly caller: Caller };
/** An agent may take its own time limit, and the way there and back. */
const ON_THE_WAY_SECONDS = 5;

const told = z.object({ observations: z.array(observationSchema) });

/** Every place the settings name, this machine first. */
export async function vantagesOf(project: Project, watch: WatchSettings, reach: Reach): Promise<readonly Vantage[]> {
  settingsFor(project, reach, ["watch.agents.key", "triage.pingdom.token"]);
  const secret = (variable: string): Secret => new Secret(reach.env[variable.slice(1)] ?? "");
  const here = placeName(reach.machine.host);
  const look = lookOf(project, watch);
  const agents = await Promise.all(watch.agents.map(async (agent) => {
    const certificate = await reach.files.read(inProject(project, agent.certificate));
    if (certificate === undefined || !certificate.includes("BEGIN CERTIFICATE")) throw new FailoverError("AGENT_KEY_REFUSED", { place: agent.name, reason: `${agent.certificate} ${certificate === undefined ? "is not there" : "is no certificate in PEM"}` });
    return agentVantage({ ...agent, certificate, key: secret(agent.key) }, look, reach);
  }));
  const pingdom = project.written.triage?.pingdom;
  return [
    { name: here, look: () => lookFrom({ ...look, from: here }, reach.http, reach.clock) },
    ...agents,
    ...(pingdom === undefined ? [] : [pingdomVantage({ endpoint: pingdom.endpoint, token: secret(pingdom.token), own: { names: project.written.names.map(({ name }) => name), ids: pingdom.checks, tags: pingdom.tags } }, look.timeoutSeconds, reach)]),
  ];
}

/** What is looked at: what the settings say, or the company's names and AWS's own addresses. */
export function lookOf({ written }: Pick<Project, "written">, watch: WatchSettings): Omit<Look, "from"> {
  const { names, application, aws } = written;
  const targets = watch.targets ?? names.filter(({ name }) => !name.startsWith("*")).map(({ name }) => `https://${name}${application.healthPath}`);
  const ofRegion = aws === undefined ? [] : ["ec2", "rds", "s3"].map((service) => `https://${service}.${aws.region}.amazonaws.com/`);
  return { targets: [...targets], aws: [...(watch.aws ?? ofRegion)], references: [...watch.references], timeoutSeconds: watch.timeoutSeconds };
}

export const placeName = (host: string): string => host.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "") || "here";

type Agent = { readonly name: string; readonly url: string; readonly certificate: string; readonly key: Secret };

function agentVantage({ name, url, certificate, key }: Agent, look: Omit<Look, "from">, { caller, clock, randomHex }: Reach): Vantage {
  return {
    name,
    look: async () => {
      const body = JSON.stringify({ ...look, from: name } satisfies Look);
      const { at, nonce, signature } = signRequest(key, { at: clock.now().toISOString(), nonce: randomHex(32), body });
      const headers = { "content-type": "application/json", "x-failover-at": at, "x-failover-nonce": nonce, "x-failover-signature": signature };
      const answer = await caller.call({ method: "POST", url: new URL("/look", url).href, headers, body, certificate, timeoutSeconds: look.timeoutSeconds + ON_THE_WAY_SECONDS });
      if ("failed" in answer) return unknownFrom(name, look, clock.now(), `the agent does not answer: ${answer.failed}`);
      if (answer.status !== 200) return unknownFrom(name, look, clock.now(), `the agent refuses with ${answer.status}: ${answer.body.slice(0, 200)}`);
      const read = told.safeParse(jsonIn(answer.body));
      if (!read.success) return unknownFrom(name, look, clock.now(), "the agent answers something else than observations");
      // Whatever it says of itself, it is this place.
      return read.data.observations.map((one) => ({ ...one, from: name }));
    },
  };
}

function unknownFrom(from: string, { targets, aws }: Omit<Look, "from">, now: Date, value: string): readonly Observation[] {
  const one = (probe: string) => (target: string): Observation => ({ probe, target, from, state: "unknown", value, at: now.toISOString(), seconds: 0 });
  return [...targets.map(one(SERVICE_PROBE)), ...aws.map(one(AWS_PROBE))];
}

type Pingdom = { readonly endpoint: string; readonly token: Secret; readonly own: OwnChecks };

const pingdomVantage = ({ endpoint, token, own }: Pingdom, timeoutSeconds: number, { caller, clock }: Reach): Vantage => ({
  name: "pingdom",
  look: async () => {
    const began = clock.elapsed();
    const answer = await caller.call({ method: "GET", url: `${endpoint.replace(/\/$/, "")}${checksPath(own)}`, headers: { authorization: new Secret(`Bearer ${token.reveal()}`) }, timeoutSeconds });
    return readPingdom(answer, own, { at: clock.now().toISOString(), seconds: Math.max(0, clock.elapsed() - began) });
  },
});

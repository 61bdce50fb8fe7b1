import { isExpected } from "../../core/errors.ts";
import { readCanary, readCanaryDeployed, readHosts, readRelease, readRest, type ReleasedHost } from "../../core/hotfix/outputs.ts";
import { hotfixOf } from "../../core/hotfix/settings.ts";
import type { Context, Step } from "../step.ts";
import { deploy, deployment } from "./deploy.ts";
import { releasePath } from "./prepare-release.ts";
import { watch } from "./watch.ts";

const brought = (context: Pick<Context, "runDirectory" | "output">) => ({ path: releasePath(context, readRelease(context.output("prepare-release"))), brought: true });
const canaryOf = (context: Pick<Context, "output">): readonly ReleasedHost[] => readHosts(context.output("look-at-hosts")).slice(0, 1);
const later = { path: "<the release>", brought: true };

/** What a deployment broke off with: a host may have half of it, so it is taken back like a bad one. Our own stopping is no such thing. */
async function tried(deployment: () => Promise<void>): Promise<string | undefined> {
  try {
    await deployment();
    return undefined;
  } catch (error) {
    if (!isExpected(error) || error.code === "COMMAND_STOPPED") throw error;
    return error.advice.what;
  }
}

/** The first host alone gets the release, and with it its share of the customers. */
export const deployCanary: Step = {
  id: "deploy-canary",
  title: "Put the release on one host, the canary",
  needs: ["publish-release", "look-at-hosts"],
  onInterrupted: "rerun",
  preview: (context) => [deployment(context, ["<the first host>"], later)],
  check: async () => undefined,
  run: async (ports, context) => {
    const canary = canaryOf(context);
    return { canary: canary.map(({ name }) => name), failed: (await tried(() => deploy(ports, context, "deploy-canary", canary, brought(context)))) ?? null };
  },
};

/** Whether the canary is well and fails no more than it may; a bad one is an answer, not an error: it is taken back. */
export const watchCanary: Step = {
  id: "watch-canary",
  title: "Watch the canary",
  needs: ["deploy-canary"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, context) => {
    const { failed } = readCanaryDeployed(context.output("deploy-canary"));
    if (failed !== null) return { verdict: "bad", because: failed };
    return { ...(await watch(ports, context, "watch-canary", canaryOf(context))) };
  },
};

/** The other hosts, a batch at a time, each watched before the next; it stops at the first bad one. */
export const deployRest: Step = {
  id: "deploy-rest",
  title: "Put the release on the other hosts, a batch at a time",
  needs: ["watch-canary"],
  onInterrupted: "rerun",
  preview: (context) => [deployment(context, ["<the next hosts>"], later)],
  check: async () => undefined,
  run: async (ports, context) => {
    const canary = readCanary(context.output("watch-canary"));
    if (canary.verdict === "bad") return { ...canary, deployed: [] };
    const rest = readHosts(context.output("look-at-hosts")).slice(1);
    const { batchSize } = hotfixOf(context.settings);
    const deployed: string[] = [];
    for (let from = 0; from < rest.length; from += batchSize) {
      const batch = rest.slice(from, from + batchSize);
      deployed.push(...batch.map(({ name }) => name));
      const failed = await tried(() => deploy(ports, context, "deploy-rest", batch, brought(context)));
      if (failed !== undefined) return { verdict: "bad", because: failed, deployed };
      const judged = await watch(ports, context, "deploy-rest", batch);
      if (judged.verdict === "bad") return { ...judged, deployed };
    }
    return { verdict: "good", because: `${1 + deployed.length} hosts run it`, deployed };
  },
};

/** A bad release leaves every host that has it: the one before lies there still, and is started again. */
export const takeBack: Step = {
  id: "take-back",
  title: "Go back to the release before, if this one is bad",
  needs: ["deploy-rest"],
  onInterrupted: "rerun",
  preview: (context) => [deployment(context, ["<hosts with a bad release>"], { path: "<the release before>", brought: false })],
  check: async () => undefined,
  run: async (ports, context) => {
    const { verdict, because, deployed } = readRest(context.output("deploy-rest"));
    const { service, application } = context.settings;
    if (verdict === "good") {
      ports.operator.say(`Write the release into ${application.variablesFile} (app_artifact): otherwise the next play of site.yml, and the mirror, get the one before.`);
      return { takenBack: [], because: "the release is good" };
    }
    const hosts = readHosts(context.output("look-at-hosts"));
    const touched = [...hosts.slice(0, 1), ...hosts.filter(({ name }) => deployed.includes(name))];
    ports.operator.progress("take-back", because);
    for (const release of new Set(touched.map((host) => host.release))) {
      await deploy(ports, context, "take-back", touched.filter((host) => host.release === release), { path: `/opt/${service}/${release}`, brought: false });
    }
    return { takenBack: touched.map(({ name }) => name), because };
  },
};

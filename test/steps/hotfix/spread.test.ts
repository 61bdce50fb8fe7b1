import { expect, test } from "vitest";
import type { Json } from "../../../scripts/core/journal.ts";
import type { Command } from "../../../scripts/core/commands/command.ts";
import type { Shell } from "../../../scripts/ports.ts";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { deployCanary, deployRest, takeBack, watchCanary } from "../../../scripts/steps/hotfix/spread.ts";
import { contextWith, portsWith } from "../../support/step-world.ts";
import { settings } from "../../support/settings.ts";

const release = { name: "shop-abab.mjs", sha256: "ab".repeat(32), bytes: 12 };
const host = (n: number, old = "shop.mjs") => ({ name: `shop-app-${n}`, address: `10.10.32.${n}`, release: old, sha256: "cd".repeat(32) });
const hosts = { hosts: [host(1), host(2), host(3, "other.mjs")] };
const canaryIs = (verdict: "good" | "bad") => ({ verdict, because: `it is ${verdict}` });

/** Hosts that start what was last deployed on them; each host's health is said by `isWell` of what it starts. */
function fleet(isWell: (file: string) => boolean) {
  const starts = new Map(hosts.hosts.map(({ address, release: file }) => [address, file]));
  const byName = new Map(hosts.hosts.map(({ name, address }) => [name, address]));
  const deployed: string[] = [];
  const after = (args: readonly string[], option: string) => args[args.indexOf(option) + 1] ?? "";
  const shell: Shell = {
    run: async ({ file, args }: Command) => {
      if (file === "ansible-playbook") {
        const { app_artifact: path } = JSON.parse(args.findLast((arg) => arg.startsWith("{")) ?? "{}") as { app_artifact: string };
        const name = path.split("/").at(-1) ?? "";
        for (const limited of after(args, "--limit").split(",")) starts.set(byName.get(limited) ?? "", name);
        deployed.push(`${name} on ${after(args, "--limit")}`);
        return { exitCode: 0, stdout: "", stderr: "" };
      }
      const address = [...starts.keys()].find((one) => args.some((arg) => arg.endsWith(`@${one}`))) ?? "";
      const line = args.at(-1) ?? "";
      const current = starts.get(address) ?? "";
      if (line.includes("ExecStart")) return { exitCode: 0, stdout: `{ argv[]=/usr/bin/node /opt/shop/${current} }`, stderr: "" };
      const health = isWell(current) ? '{"ok":true,"mode":"read-write","side":"aws"}\n200' : "\n000";
      return { exitCode: 0, stdout: `${Buffer.from(health).toString("base64")}\n`, stderr: "" };
    },
  };
  return { shell, deployed, starts };
}

const context = (outputs: Record<string, Json> = {}) => contextWith({ settings: settings(), outputs: { "prepare-release": release, "look-at-hosts": hosts, ...outputs } });

test("the first host alone is the canary", async () => {
  const { shell, deployed } = fleet(() => true);
  await deployCanary.run(portsWith({ shell }), context());
  expect(deployed).toEqual(["shop-abab.mjs on shop-app-1"]);
});

test("a company whose command names a file by itself is told, before anybody trusts the canary", async () => {
  const { shell } = fleet(() => true);
  const stubborn: Shell = { run: async (command) => (command.args.at(-1)?.includes("ExecStart") === true ? { exitCode: 0, stdout: "/usr/bin/node /opt/shop/fixed.mjs", stderr: "" } : shell.run(command)) };
  const ports = portsWith({ shell: stubborn });
  const deployed = await deployCanary.run(ports, context());
  expect(await watchCanary.run(ports, context({ "deploy-canary": deployed }))).toEqual({ verdict: "bad", because: "shop-app-1 starts '/usr/bin/node /opt/shop/fixed.mjs' and not shop-abab.mjs" });
});

test("a canary that is never well is an answer, not an error", async () => {
  const { shell } = fleet((file) => file === "shop.mjs");
  const ports = portsWith({ shell });
  const deployed = await deployCanary.run(ports, context());
  expect(await watchCanary.run(ports, context({ "deploy-canary": deployed }))).toMatchObject({ verdict: "bad" });
});

test("a deployment that breaks off half way is taken back like a bad one; a kit that is stopped is not", async () => {
  const { shell, deployed } = fleet(() => true);
  const breaking = (code: "COMMAND_FAILED" | "COMMAND_STOPPED"): Shell => ({
    run: async (command) => {
      if (command.file !== "ansible-playbook" || !command.args.join(" ").includes("shop-abab")) return shell.run(command);
      throw code === "COMMAND_FAILED" ? new FailoverError(code, { command: "ansible-playbook", exitCode: 4, tail: "unreachable" }) : new FailoverError(code, { command: "ansible-playbook" });
    },
  });
  const rest = await deployRest.run(portsWith({ shell: breaking("COMMAND_FAILED") }), context({ "watch-canary": canaryIs("good") }));
  expect(rest).toMatchObject({ verdict: "bad", deployed: ["shop-app-2"] });
  await takeBack.run(portsWith({ shell: breaking("COMMAND_FAILED") }), context({ "deploy-rest": rest }));
  expect(deployed).toEqual(["shop.mjs on shop-app-1,shop-app-2"]);
  await expect(deployRest.run(portsWith({ shell: breaking("COMMAND_STOPPED") }), context({ "watch-canary": canaryIs("good") }))).rejects.toMatchObject({ code: "COMMAND_STOPPED" });
});

test("after a bad canary nobody else gets the release, and the canary gets its old one back", async () => {
  const { shell, deployed } = fleet(() => true);
  const ports = portsWith({ shell });
  const rest = await deployRest.run(ports, context({ "watch-canary": canaryIs("bad") }));
  expect(rest).toEqual({ verdict: "bad", because: "it is bad", deployed: [] });
  expect(await takeBack.run(ports, context({ "deploy-rest": rest }))).toMatchObject({ takenBack: ["shop-app-1"] });
  expect(deployed).toEqual(["shop.mjs on shop-app-1"]);
});

test("each batch is watched before the next, and the first bad one is the last", async () => {
  const { shell, deployed, starts } = fleet(() => true);
  const ports = portsWith({ shell: { run: async (command) => (command.args.some((arg) => arg.endsWith("@10.10.32.2")) && !(command.args.at(-1) ?? "").includes("ExecStart") ? { exitCode: 255, stdout: "", stderr: "ssh: no route to host" } : shell.run(command)) } });
  await deployCanary.run(ports, context());
  const rest = await deployRest.run(ports, context({ "watch-canary": canaryIs("good") }));
  expect(rest).toMatchObject({ verdict: "bad", deployed: ["shop-app-2"] });
  expect(starts.get("10.10.32.3")).toBe("other.mjs");
  await takeBack.run(ports, context({ "deploy-rest": rest }));
  expect(deployed.slice(2)).toEqual(["shop.mjs on shop-app-1,shop-app-2"]);
});

test("hosts that ran different releases get each their own back", async () => {
  const { shell, starts } = fleet(() => true);
  const ports = portsWith({ shell });
  await takeBack.run(ports, context({ "deploy-rest": { verdict: "bad", because: "it is bad", deployed: ["shop-app-2", "shop-app-3"] } }));
  expect([...starts.values()]).toEqual(["shop.mjs", "shop.mjs", "other.mjs"]);
});

test("a good release stays", async () => {
  const { shell, deployed } = fleet(() => true);
  expect(await takeBack.run(portsWith({ shell }), context({ "deploy-rest": { verdict: "good", because: "3 hosts run it", deployed: ["shop-app-2", "shop-app-3"] } }))).toEqual({ takenBack: [], because: "the release is good" });
  expect(deployed).toEqual([]);
});

import { execFileSync } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { byHand } from "../../../scripts/core/book/by-hand/table.ts";
import type { Place } from "../../../scripts/core/book/by-hand/by-hand.ts";
import { hotfixSection } from "../../../scripts/core/hotfix/settings.ts";
import { pipelineNamed } from "../../../scripts/pipeline/pipelines.ts";
import { bookPlace } from "../../support/book.ts";

const kinds = ["failover", "graceful-failover", "restore-db", "revert-restore-db", "adopt-restored-db", "hotfix"];
const steps = kinds.flatMap((kind) => pipelineNamed(kind).steps.map(({ id }) => id));
const odd: Place = bookPlace({ service: "web-2", databases: ["it's mine", "b"], owner: "the owner" });
const instructionsOf = (id: string, place: Place) => {
  const instructions = byHand[id];
  if (instructions === undefined) throw new Error(`nobody has written down how '${id}' is done by hand`);
  return instructions(place);
};
const typedIn = (id: string, place: Place) => instructionsOf(id, place).does.flatMap((instruction) => ("type" in instruction ? [instruction] : []));

describe.each(steps)("step %s, by hand", (id) => {
  test("says what to do, what good looks like, and how long it takes", () => {
    const { does, good, minutes } = instructionsOf(id, bookPlace());
    expect(does.length).toBeGreaterThan(0);
    expect(good).toMatch(/[.!]$/);
    expect(minutes).toBeGreaterThanOrEqual(0);
  });

  test.each([["usual", bookPlace()], ["odd", odd]])("types only what a shell can read, with %s names", (_, place) => {
    for (const { type } of typedIn(id, place)) execFileSync("bash", ["-n"], { input: type.join("\n").replaceAll(/<[a-z][^<>|(]*>/g, "X") });
  });
});

test("no step is described that no run has", () => {
  expect(Object.keys(byHand).filter((id) => !steps.includes(id))).toEqual([]);
});

test("the company's own names are filled in", () => {
  const all = steps.flatMap((id) => typedIn(id, bookPlace())).flatMap(({ type }) => type).join("\n");
  for (const name of ["gs://shop-exports/shop/", "shop-database", "--zone=europe-west1-b", "zones/023e105f4ecef8ad9ca31a8372d0c353", "shop.example.com", "/etc/shop/mode", "keys/exporter.pub"]) expect(all).toContain(name);
});

test("a release is built by hand from a repository that lies elsewhere, and its hash is printed", async () => {
  const directory = await mkdtemp(join(tmpdir(), "failover-"));
  const repository = join(directory, "of the company");
  const bash = (script: string) => execFileSync("bash", ["-euc", script], { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  bash(`git init -q "${repository}" && cd "${repository}" && echo shop > shop.mjs && git add . && git -c user.name=a -c user.email=a@b.example commit -qm one`);
  const settings = { ...bookPlace().settings, hotfix: hotfixSection.parse({ build: { repository, command: "cp shop.mjs built.mjs", artifact: "built.mjs" } }) };
  const typed = typedIn("prepare-release", { ...bookPlace(), settings }).flatMap(({ type }) => type);
  expect(bash(typed.join("\n").replaceAll("<commit>", "HEAD"))).toMatch(/^[0-9a-f]{64} /m);
});

test("no secret is typed where other users of the machine could read it", () => {
  const all = steps.flatMap((id) => typedIn(id, bookPlace())).flatMap(({ type }) => type).join("\n");
  expect(all).not.toMatch(/-H ['"]?Authorization/);
  expect(all).not.toMatch(/password=[^$\s]/i);
});

test("the unit that is written by hand is never given up either, where its database or cache comes late", () => {
  const unit = typedIn("configure-hosts", bookPlace()).flatMap(({ type }) => type).find((line) => line.includes("ExecStart="));
  for (const word of ["'[Unit]' 'StartLimitIntervalSec=0'", "'Restart=always' 'RestartSec=1'"]) expect(unit).toContain(word);
});

test("a load balancer made by hand takes nothing older than TLS 1.2 either, and sends HTTP on", () => {
  const typed = typedIn("stand-up", bookPlace()).flatMap(({ type }) => type).join("\n");
  expect(typed).toMatch(/ssl-policies create shop-app --profile=MODERN --min-tls-version=1\.2\n.*target-https-proxies create .*--ssl-policy=shop-app/);
  expect(typed).toMatch(/url-maps import shop-http .*\n.*target-http-proxies create shop-app --url-map=shop-http\n/);
});

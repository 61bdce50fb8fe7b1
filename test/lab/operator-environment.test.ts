import { expect, test } from "vitest";
import { cleanEnvironment, operatorEnvironment } from "../../lab/operator-environment.ts";
import { deskOf } from "../../lab/desk/desk.ts";
import { placeOf } from "../../lab/place.ts";

const place = placeOf("/somewhere/clone");
const tooling = { pulumiDir: "/cache/pulumi/bin", fakeGcsServer: "/cache/gcs", python: "/cache/python", imageRoot: "/cache/image" };
const facts = { desk: deskOf(place, "operator"), socket: place.socket, tooling, site: {} };
const outside = {
  TERM: "xterm-256color",
  LC_ALL: "de_DE.UTF-8",
  AWS_ACCESS_KEY_ID: "real",
  GOOGLE_APPLICATION_CREDENTIALS: "/home/me/real.json",
  CLOUDFLARE_API_TOKEN: "real",
  PULUMI_ACCESS_TOKEN: "real",
  HTTPS_PROXY: "http://proxy:3128",
  SSH_AUTH_SOCK: "/tmp/agent",
  HOME: "/home/me",
};

test("no credential, proxy, agent or home of the person's own comes into the lab", () => {
  const inside = operatorEnvironment(facts, outside);
  expect(Object.keys(inside).filter((name) => /^(AWS|GOOGLE|CLOUDFLARE)_|TOKEN|PROXY|SSH_/.test(name))).toEqual([]);
  expect(inside["HOME"]).toBe("/somewhere/clone/.lab/operator");
});

test("the terminal and the language stay the person's own", () => {
  expect(cleanEnvironment(place.operator, outside)).toMatchObject({ TERM: "xterm-256color", LC_ALL: "de_DE.UTF-8" });
});

test("the lab's own tools come first, and Pulumi downloads nothing", () => {
  const inside = operatorEnvironment(facts, outside);
  expect(inside["PATH"]?.split(":").slice(0, 3)).toEqual(["/cache/pulumi/bin", "/cache/python/bin", "/somewhere/clone/bin"]);
  expect(inside).toMatchObject({
    PULUMI_HOME: "/somewhere/clone/.lab/pulumi-home",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    FAILOVER_LAB_SOCKET: "/somewhere/clone/.lab/daemon.sock",
  });
});

test("what the site says comes last and wins", () => {
  expect(operatorEnvironment({ ...facts, site: { PULUMI_BACKEND_URL: "gs://state", LANG: "C" } }, outside)).toMatchObject({ PULUMI_BACKEND_URL: "gs://state", LANG: "C" });
});

test("the second operator's kit, home and Pulumi are not the first one's", () => {
  const [first, second] = (["operator", "second-operator"] as const).map((name) => operatorEnvironment({ ...facts, desk: deskOf(place, name) }, outside));
  expect(second?.["PATH"]?.split(":")[2]).toBe("/somewhere/clone/.lab/second-operator/failover-kit/bin");
  for (const name of ["HOME", "TMPDIR", "PULUMI_HOME"]) expect(second?.[name]).not.toBe(first?.[name]);
});

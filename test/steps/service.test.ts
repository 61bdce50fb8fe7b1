import { describe, expect, test } from "vitest";
import type { Http, HttpAnswer } from "../../scripts/ports.ts";
import { openWrites } from "../../scripts/steps/open-writes.ts";
import { smokeTest } from "../../scripts/steps/smoke-test.ts";
import { startApp } from "../../scripts/steps/start-app.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { contextWith, health, mirror, portsWith, sleepingClock } from "../support/step-world.ts";

const context = contextWith({ outputs: { "stand-up": mirror } });
const silent: HttpAnswer = { failed: "connection refused" };

/** Answers in this order, the last one for good, and remembers what was asked. */
function service(...answers: readonly HttpAnswer[]) {
  const asked: string[] = [];
  const http: Http = {
    get: async (url, { host }) => {
      asked.push(`${url} as ${host ?? "itself"}`);
      return answers[asked.length - 1] ?? answers.at(-1) ?? silent;
    },
  };
  return { http, asked };
}

describe("start-app", () => {
  test.each<[string, HttpAnswer, unknown]>([
    ["one that does not answer is started", silent, undefined],
    ["one that is not well is started again", health({ ok: false }), undefined],
    ["a load balancer without hosts", { status: 502, body: "" }, undefined],
    ["the other side's application is not ours", health({ side: "aws" }), undefined],
  ])("%s", async (_, answer, expected) => {
    expect(await startApp.check(portsWith({ http: service(answer).http }), context)).toEqual(expected);
  });

  test.each<[string, readonly string[], unknown]>([
    ["that this run has started on every host is left alone", [context.run, context.run], { mode: "read-only" }],
    ["that an earlier run left is started again", ["r20261101-000000-beef", "r20261101-000000-beef"], undefined],
    ["that this run has started on one host only is started again", [context.run, "r20261101-000000-beef"], undefined],
    ["that nobody's run has started, as by hand, is started again", [context.run, ""], undefined],
  ])("a fit application %s", async (_, [first = "", second = ""], expected) => {
    const { shell } = scriptedShell({ "10.20.1.2 ": { stdout: first }, "10.20.1.3 ": { stdout: second } });
    expect(await startApp.check(portsWith({ http: service(health()).http, shell }), context)).toEqual(expected);
  });

  test("a host that cannot say who started its application is no no", async () => {
    const { shell } = scriptedShell({ ssh: { exitCode: 255, stderr: "no route to host" } });
    await expect(startApp.check(portsWith({ http: service(health()).http, shell }), context)).rejects.toMatchObject({ code: "COMMAND_FAILED" });
  });

  test("plays one playbook", async () => {
    const { shell, ran } = scriptedShell({ "ansible-playbook": {} });
    await startApp.run(portsWith({ shell }), context);
    expect(ran).toEqual([expect.stringMatching(/start-app\.yml$/)]);
  });
});

describe("smoke-test", () => {
  test("asks at the load balancer's address for the name that customers use", async () => {
    const { http, asked } = service(health());
    expect(await smokeTest.run(portsWith({ http }), context)).toEqual({ url: "http://10.20.1.9/healthz", mode: "read-only" });
    expect(asked).toEqual(["http://10.20.1.9/healthz as shop.example.com"]);
  });

  test("gives a starting service time", async () => {
    const clock = sleepingClock();
    await smokeTest.run(portsWith({ http: service(silent, { status: 502, body: "" }, health({ ok: false }), health()).http, clock }), context);
    expect(clock.slept()).toBe(1.5);
  });

  test("gives a load balancer of Google's the minutes until it is known everywhere", async () => {
    const clock = sleepingClock();
    const unknown = Array.from({ length: 500 }, (): HttpAnswer => ({ status: 404, body: "" }));
    await smokeTest.run(portsWith({ http: service(...unknown, health()).http, clock }), context);
    expect(clock.slept()).toBe(250);
  });

  test("asks over HTTPS where HTTP only redirects", async () => {
    const { http, asked } = service({ status: 308, body: "" }, health());
    await smokeTest.run(portsWith({ http }), context);
    expect(asked.at(-1)).toBe("https://10.20.1.9/healthz as shop.example.com");
  });

  test.each<[string, HttpAnswer, string]>([
    ["a sick service", health({ ok: false }), "it says itself that it is not well"],
    ["a service that takes writes already", health({ mode: "read-write" }), "it is read-write, not read-only"],
    ["the old side", health({ side: "aws" }), "the aws side answers there"],
    ["nothing", silent, "connection refused"],
  ])("does not let %s pass", async (_, answer, problem) => {
    const outcome = smokeTest.run(portsWith({ http: service(answer).http }), context);
    await expect(outcome).rejects.toMatchObject({ code: "SERVICE_UNFIT", message: expect.stringContaining(problem) as string });
  });
});

describe("open-writes", () => {
  test("asks for a person's yes by its own name, and after an interruption once more", () => {
    expect(openWrites).toMatchObject({ approval: "open-writes", onInterrupted: "ask" });
  });

  test.each<[string, HttpAnswer, unknown]>([
    ["writes that are open stay so", health({ mode: "read-write" }), { mode: "read-write" }],
    ["a read-only service needs work", health(), undefined],
    ["writes that the other side takes are not the mirror's", health({ mode: "read-write", side: "aws" }), undefined],
  ])("%s", async (_, answer, expected) => {
    expect(await openWrites.check(portsWith({ http: service(answer).http }), context)).toEqual(expected);
  });

  test.each<[string, HttpAnswer]>([
    ["no answer", silent],
    ["an answer that says nothing", { status: 502, body: "" }],
  ])("%s is neither", async (_, answer) => {
    await expect(openWrites.check(portsWith({ http: service(answer).http }), context)).rejects.toMatchObject({ code: "SERVICE_SILENT" });
  });

  test("is done when the service itself says that it takes writes", async () => {
    const { shell, ran } = scriptedShell({ "ansible-playbook": {} });
    const { http, asked } = service(health(), health({ mode: "read-write" }));
    expect(await openWrites.run(portsWith({ shell, http }), context)).toEqual({ mode: "read-write" });
    expect(ran).toEqual([expect.stringMatching(/open-writes\.yml$/)]);
    expect(asked).toHaveLength(2);
  });

  test("fails if the playbook was content and the service still refuses", async () => {
    const { shell } = scriptedShell({ "ansible-playbook": {} });
    await expect(openWrites.run(portsWith({ shell, http: service(health()).http }), context)).rejects.toMatchObject({ code: "SERVICE_UNFIT" });
  });
});

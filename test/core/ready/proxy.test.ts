import { expect, test } from "vitest";
import { proxyFindings } from "../../../scripts/core/ready/proxy.ts";

const endpoints = ["https://storage.googleapis.com", "https://s3.eu-central-003.backblazeb2.com", "http://10.0.0.5:4443"];

test.each<[string, Readonly<Record<string, string>>, readonly string[] | undefined]>([
  ["none is set", {}, undefined],
  ["one is set to nothing", { HTTPS_PROXY: "" }, undefined],
  ["one for https is set", { HTTPS_PROXY: "http://ana:secret@proxy:3128" }, ["HTTPS_PROXY is set", "storage.googleapis.com, s3.eu-central-003.backblazeb2.com directly"]],
  ["one is set in small letters", { https_proxy: "http://proxy:3128" }, ["https_proxy is set"]],
  ["one for http is set", { http_proxy: "http://proxy:3128" }, ["http_proxy is set", "10.0.0.5 directly"]],
  ["one for each is set", { HTTPS_PROXY: "http://proxy:3128", HTTP_PROXY: "http://proxy:3128" }, ["HTTPS_PROXY and HTTP_PROXY are set"]],
  ["one for all is set", { ALL_PROXY: "socks5://proxy" }, ["ALL_PROXY is set", "backblazeb2.com, 10.0.0.5 directly"]],
  ["some hosts are excepted", { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "localhost, .googleapis.com" }, ["it asks s3.eu-central-003.backblazeb2.com directly"]],
  ["a domain is excepted by its bare name or a star", { HTTPS_PROXY: "http://proxy:3128", no_proxy: "googleapis.com *.backblazeb2.com" }, undefined],
  ["a name ends alike and is another's", { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "apis.com,backblazeb2.com:443" }, ["it asks storage.googleapis.com directly"]],
  ["all are excepted", { ALL_PROXY: "http://proxy:3128", NO_PROXY: "*" }, undefined],
])("of a proxy, where %s", (_, env, said) => {
  const [finding, ...more] = proxyFindings(env, endpoints);
  expect([finding?.light, more]).toEqual([said === undefined ? undefined : "amber", []]);
  for (const part of said ?? []) expect(finding?.says).toContain(part);
  expect(finding?.says ?? "").not.toMatch(/secret|:3128/);
});

import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { askSearch, readSearchAnswer, registerRepository } from "../../../scripts/core/commands/search.ts";
import { answeringServer } from "../../support/answering-server.ts";

const snapshot = { repository: "mirror", bucket: "shop-search", basePath: "snapshots", indices: "*", marginMinutes: 30 };
const target = { address: "10.20.1.5", user: "admin", identityFile: "/keys/ssh", knownHosts: "/run/known_hosts" };

test("what is typed on the search host reaches a real HTTP server as it was meant, and its status and words come back", async () => {
  const server = await answeringServer({ status: 200, body: { acknowledged: true } }, { status: 404, body: "no such\nrepository" });
  const typed = async () => {
    const { args, input } = askSearch(target, server.port, registerRepository(snapshot));
    const child = spawn("sh", ["-c", args.at(-1) ?? ""], { stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.end(String(input));
    let out = "";
    for await (const chunk of child.stdout) out += String(chunk);
    return readSearchAnswer(out);
  };
  expect(await typed()).toEqual({ status: 200, text: '{"acknowledged":true}' });
  expect(await typed()).toEqual({ status: 404, text: "no such\nrepository" });
  expect(server.asked()[0]).toMatchObject({ line: "PUT /_snapshot/mirror", body: { type: "gcs", settings: { bucket: "shop-search", base_path: "snapshots", readonly: true } } });
  await server.close();
});

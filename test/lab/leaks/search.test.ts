import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { filesBelow } from "../../../lab/leaks/files-below.ts";
import { hitsIn, hitsInFile, withoutSecrets } from "../../../lab/leaks/haystack.ts";
import { tellingLines } from "../../../lab/leaks/known-secrets.ts";
import { needlesFor } from "../../../lab/leaks/needles.ts";
import { search } from "../../../lab/leaks/search.ts";

const secret = 'p+ss/wo"rd=é 7';
const needles = needlesFor([{ name: "PASSWORD", texts: [secret] }, { name: "OTHER", texts: ["quite another one"] }]);
const said = (text: string, name = "what was said") => [{ kind: "talk", name, text }];

describe("a secret is found", () => {
  test.each<[string, string]>([
    ["as it is", `--password ${secret}`],
    ["in a URL", `https://x/?token=${encodeURIComponent(secret)}&a=b`],
    ["in a URL with small letters", encodeURIComponent(secret).toLowerCase().replace("wo", "wo")],
    ["in a form", encodeURIComponent(secret).replaceAll("%20", "+")],
    ["in JSON", JSON.stringify({ said: `the ${secret} is` })],
    ["in PHP's JSON", JSON.stringify({ secret }).replaceAll("/", "\\/")],
  ])("%s", (_, text) => expect(hitsIn(Buffer.from(text), needles)).toMatchObject([{ secret: "PASSWORD" }]));

  test("in base64, wherever in a longer text it stands, in both alphabets", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (before, after) => {
      const text = Buffer.from(before + secret + after);
      for (const encoding of ["base64", "base64url"] as const) expect(hitsIn(Buffer.from(text.toString(encoding)), needles)).toEqual([{ secret: "PASSWORD", as: "base64" }]);
    }));
  });
});

test("half of a secret, or its base64 but for a letter, is none", () => {
  const whole = Buffer.from(secret).toString("base64").replaceAll("=", "");
  expect(hitsIn(Buffer.from(`${secret.slice(0, -1)} ${whole.slice(0, 6)}x${whole.slice(7)}`), needles)).toEqual([]);
});

test("of a key's file each line counts that is the owner's alone", () => {
  expect(tellingLines("# created: today\n# public key: age1abcdefghijklmnopqrstuvw\nAGE-SECRET-KEY-1QQQQQQQQQQ\n")).toEqual(["AGE-SECRET-KEY-1QQQQQQQQQQ"]);
  expect(tellingLines("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END PRIVATE KEY-----\n")).toEqual(["MC4CAQAwBQYDK2VwBCIEIAAA"]);
  const openssh = ["-----BEGIN OPENSSH PRIVATE KEY-----", "the beginning of all", "and the public half", "the private half of it", "-----END OPENSSH PRIVATE KEY-----"].join("\n");
  expect(tellingLines(openssh)).toEqual(["the private half of it"]);
});

describe("in files", () => {
  let directory: string;
  beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "leaks-"))));
  afterEach(() => rm(directory, { recursive: true }));

  test("a secret across the end of a chunk is found", async () => {
    for (const before of [8 * 1024 * 1024 - 5, 16 * 1024 * 1024 - 3, 8 * 1024 * 1024 + 40]) {
      await writeFile(join(directory, "log"), Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]));
      expect(await hitsInFile(join(directory, "log"), needles)).toMatchObject({ hits: [{ secret: "PASSWORD" }], bytes: before + Buffer.byteLength(secret) });
    }
  });

  test("every plain file counts, but what is left out, links, and what is gone meanwhile", async () => {
    await mkdir(join(directory, "runs/logs"), { recursive: true });
    for (const name of ["runs/logs/step.log", "runs/empty", "environment.json"]) await writeFile(join(directory, name), name.endsWith("empty") ? "" : secret);
    await symlink("/proc/1", join(directory, "runs/machine"));
    await writeFile(join(directory, "gone"), secret);
    const places = [];
    for await (const place of filesBelow({ kind: "files", root: directory, as: "project/", without: /^environment/ })) places.push(place);
    await rm(join(directory, "gone"));
    expect(await search(places, needles)).toMatchObject({ looked: [{ kind: "files", places: 2 }], found: [{ place: "project/runs/logs/step.log", secret: "PASSWORD", as: "as it is" }] });
  });

  test("a file that is meant to hold a secret may, while nobody else can read it", async () => {
    const file = join(directory, "environment.json");
    await writeFile(file, secret);
    await chmod(file, 0o644);
    const place = { kind: "files", name: "operator: project/environment.json", file, mode: 0o600 };
    expect(await search([place], needles)).toMatchObject({ found: [], atHome: [{ secret: "PASSWORD", why: expect.stringContaining("password manager") as string }] });
    const others = needlesFor([{ name: "what PULUMI_CONFIG_PASSPHRASE_FILE holds", texts: [secret] }]);
    expect(await search([place], others)).toMatchObject({ found: [{ place: "operator: project/environment.json" }], atHome: [] });
    expect(await search([{ ...place, mode: 0o644 }], needles)).toMatchObject({ found: [{ place: "operator: project/environment.json, which everybody on the machine can read" }], atHome: [] });
  });
});

test("the name of a place is searched too, and never shown with a secret in it", async () => {
  const { found } = await search(said("nothing", `a log of ${encodeURIComponent(secret)}`), needles);
  expect(found).toEqual([{ place: "the name of a log of [PASSWORD]", secret: "PASSWORD", as: "URL-encoded" }]);
  expect(withoutSecrets(`x ${secret} y`, needles)).toBe("x [PASSWORD] y");
});

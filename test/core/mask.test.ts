import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { show } from "../../scripts/core/commands/command.ts";
import { finder, mask } from "../../scripts/core/mask.ts";
import { lineByLine } from "../../scripts/core/secret-shapes.ts";

const secrets = fc.oneof(fc.string({ minLength: 8, maxLength: 100 }), fc.string({ minLength: 8, maxLength: 100, unit: "binary" }), fc.base64String({ minLength: 8, maxLength: 100 })).filter((s) => s.trim().length >= 8 && !s.includes("[secret]") && !/[\r\n]/.test(s.trim()));
const around = fc.string({ maxLength: 30 });
const form = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);
const lower = (text: string) => text.replace(/%../g, (code) => code.toLowerCase());
const shellWord = (text: string) => show({ file: "f", args: [text], timeoutSeconds: 1 }).slice(2);

describe("whatever stands around it, a secret does not survive", () => {
  test.each<[string, (text: string) => string]>([
    ["as it is", (text) => text],
    ["encoded for a URL", encodeURIComponent],
    ["encoded for a URL in lower case", (text) => lower(encodeURIComponent(text))],
    ["encoded for a form", form],
    ["encoded for a URL twice", (text) => encodeURIComponent(encodeURIComponent(text))],
    ["as JSON", JSON.stringify],
    ["as JSON in JSON", (text) => JSON.stringify(JSON.stringify(text))],
    ["as JSON in ASCII", (text) => JSON.stringify(text).replace(/[^ -~]|[<>&']/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)],
    ["as JSON in a URL", (text) => encodeURIComponent(JSON.stringify(text))],
    ["quoted for a shell", shellWord],
    ["quoted for a shell with double quotes", (text) => text.replaceAll("'", `'"'"'`)],
    ["quoted for a shell, as JSON", (text) => JSON.stringify(shellWord(text))],
    ["with backslashes before what is special", (text) => text.replace(/[^A-Za-z0-9\n]/gu, "\\$&")],
  ])("%s", (_, write) => {
    fc.assert(
      fc.property(secrets, around, around, (secret, before, after) => {
        const cover = mask([secret]);
        const written = write(before + secret + after);
        // What the writing leaves at its very edges, such as quotes, is not the secret's.
        expect(cover(written)).not.toContain(write(secret.trim()).replace(/^(?:["'\\]|%22)+|(?:["'\\]|%22)+$/g, ""));
        expect(cover(written)).toContain("[secret]");
        expect(cover(cover(written))).toBe(cover(written));
      }),
      { numRuns: 300 },
    );
  });

  test("in base64, base64url or hex of a longer text, not a bit of it", () => {
    const encodings = [["base64", 6], ["base64url", 6], ["hex", 4]] as const;
    fc.assert(
      fc.property(fc.constantFrom(...encodings), secrets.map((s) => s.trim()), around, around, fc.boolean(), ([encoding, bits], secret, before, after, upper) => {
        const whole = Buffer.from(before + secret + after).toString(encoding).replace(/=+$/, "");
        const written = encoding === "hex" && upper ? whole.toUpperCase() : whole;
        const shown = mask([secret])(`x ${written} y`).slice(2, -2);
        const [left = "", ...rest] = shown.split("[secret]");
        const begin = Buffer.byteLength(before) * 8;
        const end = begin + Buffer.byteLength(secret) * 8;
        expect(rest.length).toBeGreaterThan(0);
        expect(left.length).toBeLessThanOrEqual(Math.floor(begin / bits));
        expect(rest.at(-1)?.length).toBeLessThanOrEqual(written.length - Math.ceil(end / bits));
      }),
      { numRuns: 1000 },
    );
  });

  test("in base64 that a tool wrapped, percent-encoded or escaped", () => {
    const secret = "Zq/9+x?~w8Kd>>>f0LmN2bV7";
    const cover = mask([secret]);
    for (let before = 0; before < 6; before += 1)
      for (const width of [10, 16, 76]) {
        const wrapped = Buffer.from(`${"u".repeat(before)}${secret}tail`).toString("base64").replace(new RegExp(`.{${width}}`, "g"), "$&\n");
        for (const text of [wrapped, JSON.stringify(wrapped), encodeURIComponent(wrapped.replaceAll("\n", ""))]) {
          const rest = cover(text).replaceAll("[secret]", "").length;
          expect(rest).toBeLessThanOrEqual(text.length - Math.floor((secret.length * 8) / 6));
        }
      }
  });
});

describe("a text without a secret", () => {
  test("is untouched", () => {
    const cover = mask(["hunter2-hunter2", "correct horse battery staple", "b2xkIGtleQ+/=="]);
    fc.assert(fc.property(fc.string({ maxLength: 300, unit: "binary" }), (text) => {
      expect(cover(text)).toBe(text);
    }), { numRuns: 1000 });
  });

  test.each([
    "TASK [database : install] ok: [10.0.0.1] => changed=0",
    "https://storage.googleapis.com:443/b/x?prefix=a@b",
    '{"a":"http://x:80","b":"ops@example.com"}',
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1 ana@laptop",
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----",
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kdmhqxxcq6gk2ns",
    "ssh://git@host.example.com/repository",
  ])("such as '%s' is untouched", (text) => {
    expect(mask(["password-of-the-shop"])(text)).toBe(text);
  });
});

test("of two secrets that overlap, neither shows its rest", () => {
  expect(mask(["abcdefghij", "xxabcdefgh", "abcdefgh"])("-xxabcdefghij-abcdefgh-")).toBe("-[secret]-[secret]-");
});

test("values too short to hide anything are ignored", () => {
  expect(mask(["", "shop", "1234567", "        "])("shop 1234567         !")).toBe("shop 1234567         !");
});

describe("a key", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const lines = pem.trim().split("\n");
  const body = lines.slice(1, -2);

  test("that is known is covered line by line, its lines alone, escaped, and encoded as a whole", () => {
    const cover = mask([pem]);
    for (const line of body) expect(cover(`> ${line} <`)).toBe("> [secret] <");
    for (const text of [JSON.stringify(pem), encodeURIComponent(pem), pem.replaceAll("\n", "\n    ")]) for (const line of body) expect(cover(text)).not.toContain(line);
    expect(cover(Buffer.from(pem).toString("base64")).replaceAll("[secret]", "").length).toBeLessThan(200);
    expect(cover(Buffer.from(pem).toString("base64").replace(/.{76}/g, "$&\n")).replaceAll("[secret]", "").length).toBeLessThan(300);
  });

  test("that nobody told of is covered as a whole, cut at its end, and cut at its beginning", () => {
    const cover = mask([]);
    expect(cover(`a\n${pem}b`)).toBe("a\n[secret]\nb");
    expect(cover(`a ${JSON.stringify(pem)} b`)).toBe('a "[secret]\\n" b');
    expect(cover(pem.slice(0, 500))).toBe("[secret]");
    expect(cover(`…\n${lines.slice(5).join("\n")}\nb`)).toBe("…\n[secret]\nb");
  });

  test("that nobody told of is covered when its lines come one by one, with others in between", () => {
    const line = lineByLine(mask([]));
    const said = ["before", ...lines.slice(0, 3), "a word, meanwhile", ...lines.slice(3), "after"].map(line);
    expect(said.join("\n")).toContain("before\n[secret]");
    expect(said.join("\n")).toContain("a word, meanwhile");
    expect(said.at(-1)).toBe("after");
    for (const one of body) expect(said.join("\n")).not.toContain(one);
  });

  test("of age is known by its looks; the comments of its file tell nothing", () => {
    const identity = "AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGP";
    expect(mask([])(`key ${identity}.`)).toBe("key [secret].");
    const file = `# created: 2026-01-01\n# public key: age1example\n${identity}\n`;
    expect(mask([file])("# public key: age1example")).toBe("# public key: age1example");
    expect(mask([file])(Buffer.from(file).toString("base64")).replaceAll("[secret]", "").length).toBeLessThan(100);
  });
});

test.each([
  ["Authorization: Bearer ya29.abcdefghij", "Authorization: Bearer [secret]"],
  ["authorization: token-abcdefgh", "authorization: [secret]"],
  ["curl -H 'authorization: bearer abcdefgh=='", "curl -H 'authorization: bearer [secret]'"],
  ["postgres://shop:p@ss:w0rd@db/shop", "postgres://shop:[secret]@db/shop"],
  ["https://:abc@host", "https://:[secret]@host"],
  ["token ya29.A0AbCdEf_gh-1", "token [secret]"],
])("'%s' is shown as '%s'", (text, shown) => {
  expect(mask([])(text)).toBe(shown);
  expect(mask([])(shown)).toBe(shown);
});

test("of a credentials document only what its keys call secret is covered", () => {
  const document = JSON.stringify({ type: "service_account", project_id: "acme-recovery", private_key: "-----BEGIN PRIVATE KEY-----\nabcdefghijklmnop\n-----END PRIVATE KEY-----\n", private_key_id: "0011223344556677" });
  const shown = mask([document])(`service_account acme-recovery abcdefghijklmnop 0011223344556677 ${document}`);
  expect(shown).toContain("service_account acme-recovery [secret] [secret] ");
  expect(shown).not.toMatch(/abcdefghijklmnop|0011223344556677/);
});

test("a secret that is a mere word proves nothing by standing somewhere, but is covered", () => {
  expect(finder(["postgres"])("runuser --user postgres")).toBe(false);
  expect(mask(["postgres"])("runuser --user postgres")).toBe("runuser --user [secret]");
  expect(finder(["post-gres-1"])("--password=post-gres-1")).toBe(true);
});

test("five thousand lines and a few hostile texts are covered in a moment", () => {
  const cover = mask(Array.from({ length: 20 }, (_, i) => Buffer.from(`a secret of the shop, ${i}`).toString("base64")));
  const begun = performance.now();
  for (let i = 0; i < 5000; i += 1) cover(`TASK [database : Install postgresql-${i} from /usr/share/something/${i.toString(16)}] ok: [10.20.30.${i}]`);
  for (const hostile of [" ", "\\", "word\n", "%25", "://a:", "bearer ", "-----BEGIN PRIVATE KEY-----", "=", "aA0+"]) mask(['\\"a secret', "a0\na0\na0"])(hostile.repeat(65536 / hostile.length));
  expect(performance.now() - begun).toBeLessThan(10_000);
});

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const infra = new URL("../../infra/", import.meta.url);

const IMPORTED = /(?:from|import\()\s*"([^"]+)"/g;

/** Every file that a program loads, and every package, by following its imports. */
function loadedBy(entry: string): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, target = ""] of readFileSync(new URL(file), "utf8").matchAll(IMPORTED)) {
      if (target.startsWith(".")) visit(new URL(target, file).href);
      else packages.add(target);
    }
  };
  visit(new URL(entry, infra).href);
  return { files, packages };
}

test.each(["gcp", "standby", "dns"])("the program of stack %s loads nothing of AWS", (stack) => {
  const { packages } = loadedBy(`${stack}/index.ts`);
  expect(packages.size).toBeGreaterThan(1);
  expect([...packages].filter((name) => name.startsWith("@pulumi/aws"))).toEqual([]);
});

test.each(["gcp", "standby", "dns"])("the program of stack %s refers to no stack but standby", (stack) => {
  const referred = readdirSync(new URL(`${stack}/`, infra)).flatMap((file) => {
    const text = readFileSync(new URL(`${stack}/${file}`, infra), "utf8");
    return [...text.matchAll(/"organization\/([^"]*)"/g)].map(([, name]) => name);
  });
  expect(referred).toEqual(stack === "gcp" ? ["failover-kit/standby"] : []);
});

test.each([
  ["aws", "@pulumi/aws/"],
  ["standby", "@pulumi/gcp/"],
  ["gcp", "@pulumi/gcp/"],
  ["dns", "@pulumi/cloudflare/"],
])("the program of stack %s loads of the clouds' SDKs only single files of %s, so that it starts fast", (stack, sdk) => {
  const clouds = [...loadedBy(`${stack}/index.ts`).packages].filter((name) => /^@pulumi\/(aws|gcp|cloudflare)/.test(name));
  expect(clouds.filter((name) => !name.startsWith(sdk) || !name.endsWith(".js") || name.endsWith("/index.js"))).toEqual([]);
});

test("the contract with the scripts needs nothing but zod", () => {
  expect([...loadedBy("outputs.ts").packages]).toEqual(["zod"]);
});

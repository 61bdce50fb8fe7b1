import type { Source } from "./source-tree.ts";

/** What a layer may import besides itself and zod; `packages` are those it may use, all of them where it says so. */
export type Layer = { readonly from: readonly string[]; readonly packages: readonly RegExp[]; readonly isPure?: true };

const any = [/./];
/** They compute: the same answer for the same arguments, whatever the machine. */
const computing = [/^node:(crypto|path|util)$/, /^(csv-parse\/sync|fastest-levenshtein|hash-wasm(\/dist\/crc32\.umd\.min\.js)?|libphonenumber-js\/max|marked|p-limit|postal-mime|string-width|wrap-ansi|yaml)$/];

/** Who may import whom: the table of ARCHITECTURE.md. The longest name that fits a file is its layer. */
export const layers: Readonly<Record<string, Layer>> = {
  infra: { from: [], packages: [/^@pulumi\//, /^node:(crypto|fs|net|path)$/, /^(fastest-levenshtein|yaml)$/] },
  "scripts/core": { from: ["infra/outputs.ts", "infra/excerpt.ts"], packages: computing, isPure: true },
  "scripts/ports.ts": { from: ["scripts/core"], packages: [] },
  "scripts/host-ports.ts": { from: ["scripts/core", "scripts/ports.ts"], packages: [] },
  "scripts/world.ts": { from: ["scripts/core", "scripts/host-ports.ts", "scripts/ports.ts", "scripts/steps"], packages: [] },
  "scripts/steps": { from: ["scripts/core", "scripts/host-ports.ts", "scripts/ports.ts"], packages: computing, isPure: true },
  "scripts/pipeline": { from: ["scripts/core", "scripts/host-ports.ts", "scripts/ports.ts", "scripts/steps", "scripts/world.ts"], packages: computing, isPure: true },
  "scripts/adapters": { from: ["scripts/core", "scripts/host-ports.ts", "scripts/ports.ts", "scripts/world.ts", "infra/outputs.ts"], packages: any },
  "scripts/commands": { from: ["scripts/core", "scripts/host-ports.ts", "scripts/ports.ts", "scripts/pipeline", "scripts/world.ts"], packages: [...computing, /^yargs/] },
  "scripts/runtime.ts": { from: ["scripts/core", "scripts/host-ports.ts", "scripts/ports.ts", "scripts/adapters", "scripts/pipeline", "scripts/world.ts"], packages: any },
  "scripts/cli.ts": { from: ["scripts/core", "scripts/host-ports.ts", "scripts/ports.ts", "scripts/commands", "scripts/world.ts"], packages: [/^yargs/] },
  "scripts/bin.ts": { from: ["scripts/adapters/stop-requests.ts", "scripts/cli.ts", "scripts/runtime.ts"], packages: [/^node:/] },
  lab: { from: ["infra/outputs.ts"], packages: any },
  bench: { from: ["infra", "lab", "scripts"], packages: any },
};

const within = (path: string, name: string): boolean => path === name || path.startsWith(`${name}/`);

/** The layer a file belongs to, by name. */
export const layerOf = (file: string): string | undefined =>
  Object.keys(layers)
    .filter((name) => within(file, name))
    .sort((a, b) => b.length - a.length)[0];

/** What this file imports although its layer may not; a file that no layer claims is told so. */
export function forbiddenImports({ file, imports, packages }: Source): readonly string[] {
  const name = layerOf(file);
  const layer = name === undefined ? undefined : layers[name];
  if (name === undefined || layer === undefined) return [`no layer claims ${file}`];
  return [
    ...imports.filter((target) => ![name, ...layer.from].some((owner) => within(target, owner))),
    ...packages.filter((target) => target !== "zod" && !layer.packages.some((pattern) => pattern.test(target))),
  ];
}

/** What would make a pure layer depend on the machine, the clock or chance. */
const impurity = /\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(|\bfetch\(|\bconsole\.|\bset(?:Timeout|Interval)\(|\bperformance\.now\(/;

/** The first thing in a pure layer's file that touches the world. */
export function impurityIn({ file, code }: Source): string | undefined {
  const name = layerOf(file);
  return name !== undefined && layers[name]?.isPure === true ? impurity.exec(code)?.[0] : undefined;
}

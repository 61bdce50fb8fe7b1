import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recipe } from "./cache-entry.ts";
import { buildInto, pinKey, type PinnedProgram } from "./pinned-module.ts";

const VERSION = "v3.259.0";
const tags = ["-tags", "osusergo,grpcnotrace"];

const cli: PinnedProgram = {
  pin: "pulumi-cli",
  packagePath: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  buildArgs: [...tags, "-ldflags", `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${VERSION}`],
};

const languageHost: PinnedProgram = {
  pin: "pulumi-language-nodejs",
  packagePath: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  buildArgs: [...tags, "-ldflags", "-s -w"],
};

/**
 * The last language host that the module proxy serves is older than the engine: it takes its options as
 * flags, while the engine sends those of Pulumi.yaml another way. So they are repeated here.
 */
const shim = `#!/bin/sh
exec "$(dirname "$0")/pulumi-language-nodejs-real" -typescript=false -nodeargs="--import tsx" "$@"
`;

/** The Pulumi engine's command line and its Node.js language host, in bin/. */
export const pulumi = (): Recipe => ({
  name: "pulumi",
  title: "Pulumi command line",
  key: pinKey([cli, languageHost], shim),
  expectSeconds: 280,
  make: async (directory) => {
    const bin = join(directory, "bin");
    await buildInto(directory, { "pulumi-language-nodejs-real": languageHost, pulumi: cli });
    await writeFile(join(bin, "pulumi-language-nodejs"), shim, { mode: 0o755 });
  },
});

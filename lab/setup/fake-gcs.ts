import type { Recipe } from "./cache-entry.ts";
import { buildInto, pinKey, type PinnedProgram } from "./pinned-module.ts";

const server: PinnedProgram = {
  pin: "fake-gcs-server",
  packagePath: "github.com/fsouza/fake-gcs-server",
  buildArgs: ["-ldflags", "-s -w"],
};

/** The Cloud Storage emulator, at bin/fake-gcs-server. */
export const fakeGcsServer = (): Recipe => ({
  name: "fake-gcs-server",
  title: "Cloud Storage emulator",
  key: pinKey([server]),
  expectSeconds: 60,
  make: (directory) => buildInto(directory, { "fake-gcs-server": server }),
});

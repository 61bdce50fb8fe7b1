import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/temporary-files.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // A machine that is busy elsewhere may be slow to come to what is waited for.
    expect: { poll: { timeout: 15_000, interval: 20 } },
    passWithNoTests: false,
  },
});

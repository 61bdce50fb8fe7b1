import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { unpinnedActions } from "./workflows/pins.ts";

const FOLDER = ".github/workflows";

const step = z.object({ uses: z.string().optional(), run: z.string().optional(), with: z.record(z.string(), z.unknown()).default({}) });
const workflow = z.object({
  permissions: z.unknown(),
  jobs: z.record(z.string(), z.object({ "timeout-minutes": z.number().optional(), permissions: z.unknown().optional(), steps: z.array(step) })),
});

const files = readdirSync(FOLDER).filter((file) => /\.ya?ml$/.test(file));

test("there are workflows to look at", () => {
  expect(files).toContain("ci.yml");
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(FOLDER, file), "utf8");
  const { permissions, jobs } = workflow.parse(parse(text));
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test("pins each action by its whole commit, and says which version that is", () => {
    expect(unpinnedActions(text)).toEqual([]);
  });

  test("may read the repository's content and nothing else, and leaves no credentials lying", () => {
    expect(permissions).toEqual({ contents: "read" });
    expect(Object.values(jobs).filter((job) => job.permissions !== undefined)).toEqual([]);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.filter((checkout) => checkout.with["persist-credentials"] !== false)).toEqual([]);
  });

  test("ends every job in time, and lets no value from outside into a command", () => {
    expect(Object.entries(jobs).filter(([, job]) => job["timeout-minutes"] === undefined)).toEqual([]);
    expect(steps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });
});

const HASH = "de0fac2e4500dabe0009e67214ff5f5447ce83dd";

test.each<[string, boolean]>([
  [`- uses: actions/checkout@${HASH} # v6.0.2`, true],
  [`uses: actions/cache/save@${HASH} # v6.0.2`, true],
  ["- uses: actions/checkout@v6", false],
  ["- uses: actions/checkout@v6 # v6.0.2", false],
  [`- uses: actions/checkout@${HASH.slice(1)} # v6.0.2`, false],
  [`- uses: actions/checkout@${HASH}`, false],
  [`- uses: actions/checkout@${HASH} # main`, false],
  ["- uses: ./.github/actions/ours", false],
  ["- run: echo uses", true],
])("'%s' is pinned: %s", (line, pinned) => {
  expect(unpinnedActions(`    steps:\n      ${line}\n`).length === 0).toBe(pinned);
});

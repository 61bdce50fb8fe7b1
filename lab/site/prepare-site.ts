import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Place } from "../place.ts";
import { buildShop } from "../shop/build.ts";
import { writeSite } from "./write-site.ts";

const BUILD_LIMIT_SECONDS = 60;

/** Makes the company's directory anew, the bundle of its service, and the bundle of the kit that its hosts get. */
export async function prepareSite({ clone, directory, site }: Place): Promise<void> {
  const artifact = join(directory, "artifacts/shop.mjs");
  await rm(site, { recursive: true, force: true });
  await mkdir(join(directory, "artifacts"), { recursive: true });
  await Promise.all([
    writeSite({ site, clone, artifact }),
    buildShop(artifact),
    execa("node", ["build.mjs"], { cwd: clone, timeout: BUILD_LIMIT_SECONDS * 1000 }),
  ]);
}

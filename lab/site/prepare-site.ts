import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Place } from "../place.ts";
import { buildShop } from "../shop/build.ts";
import { writeSite } from "./write-site.ts";

const BUILD_LIMIT_SECONDS = 60;

/** Makes the company's directory anew, the bundle of its service, and the bundle of the kit that its hosts get. */
export async function prepareSite({ clone, site }: Place): Promise<void> {
  await rm(site, { recursive: true, force: true });
  await mkdir(join(site, "release"), { recursive: true });
  await Promise.all([
    writeSite({ site, clone }),
    buildShop(join(site, "release/shop.mjs")),
    execa("node", ["build.mjs"], { cwd: clone, timeout: BUILD_LIMIT_SECONDS * 1000 }),
  ]);
}

// Installs the npm packages where they are missing or not those of package-lock.json. It runs before
// anything else in a fresh clone, so it uses nothing but Node itself.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: the kit and its SDKs need 20.19 or newer. Install it and type the same command again.`);
  process.exit(1);
}

const root = import.meta.dirname;
const packagesIn = (file) => JSON.parse(readFileSync(join(root, file), "utf8")).packages;

/** npm writes its own lock file into node_modules last, so a half-finished installation has none. */
function isInstalled() {
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
  const installed = packagesIn("node_modules/.package-lock.json");
  return Object.entries(packagesIn("package-lock.json")).every(([path, { version, optional, devOptional }]) =>
    path === "" || installed[path]?.version === version || (!installed[path] && (optional || devOptional)),
  );
}

if (!isInstalled()) {
  console.log("Installing the npm packages of package-lock.json: about a minute, once per clone.");
  const { status, stdout, stderr } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, encoding: "utf8", timeout: 15 * 60_000 });
  if (status !== 0) {
    console.error(`${stdout}${stderr}\nnpm ci failed: the last lines above say why. Type the same command again once that is mended.`);
    process.exit(1);
  }
}

import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Recipe } from "./cache-entry.ts";
import { debianArchive } from "./debian-mirror.ts";
import { SUITE } from "./image.ts";
import { debianKeyring } from "./os-packages.ts";
import { runTool } from "./run-tool.ts";
import { SetupError } from "./setup-error.ts";

const pinFile = join(import.meta.dirname, "pins/opensearch/pin.json");
const scripts = join(import.meta.dirname, "search");
const pinned = z.object({ artifact: z.string(), sha256: z.string(), fetchedBy: z.string(), java: z.string() });
type Pin = z.infer<typeof pinned>;

const MINUTES = 60;
const inNamespaces = ["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"];

/** A real OpenSearch and its Java, as a layer that lies over the image: only hosts that search have it, and only scenarios about search make it. */
export function search(image: Recipe & { readonly root: string }): Recipe {
  const pin = pinned.parse(JSON.parse(readFileSync(pinFile, "utf8")));
  const texts = [JSON.stringify(pin), ...readdirSync(scripts).sort().map((name) => readFileSync(join(scripts, name), "utf8"))];
  return {
    name: "search",
    title: "OpenSearch and its Java, for the scenarios about search",
    key: createHash("sha256").update([image.key, ...texts].join("\n")).digest("hex").slice(0, 12),
    expectSeconds: 45,
    make: async (directory) => {
      const scratch = join(directory, "building");
      await Promise.all([fetchServer(pin, scratch), fetchJava(pin, image.root, scratch)]);
      const version = pin.artifact.split(":")[2] ?? "";
      const install = ["sh", join(scripts, "install.sh"), image.root, join(directory, "layer"), scratch, version];
      await runTool({ file: "setpriv", args: [...inNamespaces, ...install], timeoutSeconds: 5 * MINUTES, env: { LC_ALL: "C.UTF-8", DPKG_FORCE: "unsafe-io", DEBIAN_FRONTEND: "noninteractive" } });
      await rm(scratch, { recursive: true });
    },
  };
}

/** Fetches the artifact as this machine's Maven is set up to, and unpacks it once it is known to be the pinned one. */
async function fetchServer({ artifact, sha256, fetchedBy }: Pin, scratch: string): Promise<void> {
  const repository = join(scratch, "maven");
  await mkdir(repository, { recursive: true });
  const args = ["--batch-mode", "--quiet", `-Dmaven.repo.local=${repository}`, fetchedBy, `-Dartifact=${artifact}`, "-Dtransitive=false"];
  await runTool({ file: "mvn", args, timeoutSeconds: 10 * MINUTES }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new SetupError(`Maven could not fetch ${artifact}`, why, "let Maven on this machine reach its central repository, or name a mirror of it in Maven's own settings, and type the same command again; only the scenarios about search need it");
  });
  const [group = "", name = "", version = "", packaging = ""] = artifact.split(":");
  const file = join(repository, ...group.split("."), name, version, `${name}-${version}.${packaging}`);
  const found = await hashOf(file);
  if (found !== sha256) throw new SetupError(`${artifact} is not what is pinned`, `its SHA-256 is ${found}; ${pinFile} says ${sha256}`, "find out why before you trust either");
  await runTool({ file: "python3", args: ["-m", "zipfile", "-e", file, join(scratch, "unpacked")], timeoutSeconds: 2 * MINUTES });
  await rename(join(scratch, "unpacked", `${name}-${version}`), join(scratch, "opensearch"));
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** Fetches Java and what it needs beyond the image, through this machine's apt; this machine itself gets none of it. */
async function fetchJava({ java }: Pin, imageRoot: string, scratch: string): Promise<void> {
  const mirror = await debianArchive(SUITE);
  if (mirror === undefined) throw new SetupError("neither apt nor debootstrap on this machine knows an archive of Debian", "Java for the lab's search machine comes from there", "name one in apt's sources and type the same command again; only the scenarios about search need it");
  const [lists, cache, debs] = [join(scratch, "apt/lists"), join(scratch, "apt/cache"), join(scratch, "debs")];
  for (const directory of [join(lists, "partial"), join(cache, "archives/partial"), debs]) await mkdir(directory, { recursive: true });
  const sources = join(scratch, "apt/sources.list");
  await writeFile(sources, `deb [signed-by=${debianKeyring}] ${mirror} ${SUITE} main\n`);
  const places = { "Dir::State::status": join(imageRoot, "var/lib/dpkg/status"), "Dir::State::lists": lists, "Dir::Cache": cache, "Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "/dev/null", "Dir::Etc::preferencesparts": "/dev/null", "Debug::NoLocking": "1", "APT::Sandbox::User": "root" };
  const apt = (...args: readonly string[]) => runTool({ file: "apt-get", args: [...Object.entries(places).flatMap(([name, value]) => ["-o", `${name}=${value}`]), "--quiet", "--yes", ...args], timeoutSeconds: 5 * MINUTES });
  await apt("update");
  await apt("--no-install-recommends", "--download-only", "install", java);
  const archives = join(cache, "archives");
  for (const name of (await readdir(archives)).filter((entry) => entry.endsWith(".deb"))) await rename(join(archives, name), join(debs, name));
}

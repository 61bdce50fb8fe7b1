import { join } from "node:path";
import { cacheDirectory } from "./cache.ts";
import { entryPath, isMade, type Recipe } from "./cache-entry.ts";
import { fakeGcsServer } from "./fake-gcs.ts";
import { findPython } from "./find-python.ts";
import { image } from "./image.ts";
import { announcement, makeEntries, type Lanes, type Say } from "./make-entries.ts";
import { observeMachine } from "./observe-machine.ts";
import { debianKeyring, hasApt, hasDebianKeyring, installPackages, missingPrograms, packagesFor } from "./os-packages.ts";
import { missingForSearch, obstacleIn, pythonMissing, type Obstacle } from "./preflight.ts";
import { find } from "./program.ts";
import { otherServers } from "./other-servers.ts";
import { pulumi } from "./pulumi.ts";
import { pulumiOnPath } from "./pulumi-on-path.ts";
import { pythonEnvironment } from "./python.ts";
import { search } from "./search.ts";
import { SetupError } from "./setup-error.ts";

/** Where everything lies that the lab runs and that is not in the clone. */
export type Tooling = {
  /** To be put in front of the PATH. */
  readonly pulumiDir: string;
  readonly fakeGcsServer: string;
  /** A Python environment: bin/ansible-playbook, bin/moto_server. */
  readonly python: string;
  readonly imageRoot: string;
  /** What lies over the image of a host that searches; only where it was asked for. */
  readonly searchLayer?: string | undefined;
  /** What lies over the image of a host with PostgreSQL of other majors; only where it was asked for. */
  readonly otherServersLayer?: string | undefined;
};

/** What not every lab needs. */
export type Wanted = { /** A real OpenSearch for the hosts that search. */ readonly search?: boolean; /** PostgreSQL of other majors than the image's. */ readonly otherServers?: boolean };

const NEEDED_GIGABYTES = 6;

/** Makes sure that all the lab needs is there, saying beforehand what it will do; seconds when nothing is missing. */
export async function ensureTooling(say: Say, wanted: Wanted = {}): Promise<Tooling> {
  const cache = cacheDirectory(process.env);
  const installed = await pulumiOnPath();
  const built = [fakeGcsServer(), ...(installed === undefined ? [pulumi()] : [])];
  const imageRoot = join(entryPath(cache, image()), "rootfs");
  const layer = wanted.search === true ? search({ ...image(), root: imageRoot }) : undefined;
  await prepareMachine(cache, built, say);
  if (layer !== undefined && !isMade(cache, layer)) await prepareForSearch(say);

  const environment = pythonEnvironment((await findPython()) ?? refuse(pythonMissing));
  await make(cache, [[image(), ...(layer === undefined ? [] : [layer])], [environment], built, wanted.otherServers === true ? [otherServers()] : []], say);
  return {
    pulumiDir: installed ?? join(entryPath(cache, pulumi()), "bin"),
    fakeGcsServer: join(entryPath(cache, fakeGcsServer()), "bin/fake-gcs-server"),
    python: entryPath(cache, environment),
    imageRoot,
    ...(layer === undefined ? {} : { searchLayer: join(entryPath(cache, layer), "layer") }),
    ...(wanted.otherServers === true ? { otherServersLayer: join(entryPath(cache, otherServers()), "layer") } : {}),
  };
}

/** Makes sure that the Python environment is there and returns its directory; needs no root. */
export async function ensurePython(say: Say): Promise<string> {
  const cache = cacheDirectory(process.env);
  const environment = pythonEnvironment((await findPython()) ?? refuse(pythonMissing));
  await make(cache, [[environment]], say);
  return entryPath(cache, environment);
}

/** Refuses a machine the lab cannot run on before anything is changed, then installs what apt can bring. */
async function prepareMachine(cache: string, built: readonly Recipe[], say: Say): Promise<void> {
  const missing = missingPrograms();
  const keyring = hasDebianKeyring();
  const hasPython = (await findPython()) !== undefined;
  const unbuilt = [...built, image()].filter((recipe) => !isMade(cache, recipe));
  const obstacle = obstacleIn(
    await observeMachine(cache, {
      missing: hasApt() ? [] : [...missing, ...(keyring ? [] : [debianKeyring])],
      hasPython: hasPython || hasApt(),
      needsGo: unbuilt.filter((recipe) => built.includes(recipe)).map(({ title }) => title),
      neededGigabytes: unbuilt.length > 0 ? NEEDED_GIGABYTES : 1,
    }),
  );
  if (obstacle !== undefined) refuse(obstacle);

  const packages = packagesFor(missing, { python: hasPython, debianKeyring: keyring });
  if (packages.length === 0) return;
  say(`Installing with apt, about a minute: ${packages.join(", ")}`);
  await installPackages(packages);
}

/** Maven brings the search server; apt brings Maven where it is missing, and the server's Java in any case. */
async function prepareForSearch(say: Say): Promise<void> {
  const missing = missingForSearch({ maven: find("mvn") !== undefined, apt: hasApt() });
  if (missing === undefined) return;
  if (missing !== "maven") refuse(missing);
  say("Installing with apt, about a minute: maven");
  await installPackages(["maven"]);
}

async function make(cache: string, lanes: Lanes, say: Say): Promise<void> {
  const missing = lanes.map((lane) => lane.filter((recipe) => !isMade(cache, recipe))).filter((lane) => lane.length > 0);
  if (missing.length === 0) return;
  for (const line of announcement(missing)) say(line);
  await makeEntries(cache, missing, say);
}

function refuse({ what, why, next }: Obstacle): never {
  throw new SetupError(what, why, next);
}

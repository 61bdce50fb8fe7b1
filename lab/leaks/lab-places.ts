import { existsSync } from "node:fs";
import type { Said, Stage } from "../drill/stage.ts";
import { deskOf } from "../desk/desk.ts";
import type { Place } from "../place.ts";
import { bucketContents } from "../services/bucket-contents.ts";
import { bucket } from "../site/buckets.ts";
import type { CommandLine } from "./command-lines.ts";
import { filesBelow } from "./files-below.ts";
import { hostPlaces } from "./host-places.ts";
import type { Where } from "./place.ts";

const BUCKETS = ["journal", "leases", "state", "exports"] as const;
/** Sealed data, of which nothing can be read. */
const SEALED = ".age";
/** Programs, and what npm, Node and tsx keep of their text: that of the lab's own plugins names the token of its own Cloudflare. */
const PROGRAMS = /(^|\/)(plugins|node-compile-cache|\.npm|tsx-\d+)(\/|$)/;

type Seen = { readonly said: readonly Said[]; readonly lines: readonly CommandLine[] };

/** Everywhere the kit, and what it drives, may have left a word: of a lab that is still up. */
export async function* labPlaces(place: Place, stage: Stage, { said, lines }: Seen): AsyncGenerator<Where> {
  for (const { operator, argv, stdout, stderr } of said) {
    const what = `${operator}: '${argv.join(" ").slice(0, 80)}'`;
    yield { kind: "what commands printed", name: `${what}, standard output`, text: stdout };
    yield { kind: "what commands printed", name: `${what}, standard error`, text: stderr };
  }
  for (const { machine, line } of lines) yield { kind: "command lines", name: `a command line on ${machine}, of ${line.split(" ")[0] ?? ""}`, text: line };
  for (const name of ["operator", "second-operator"] as const) {
    const { site, home, pulumiHome } = deskOf(place, name);
    if (!existsSync(site)) continue;
    yield* filesBelow({ kind: "files of the project", root: site, as: `${name}: project/` });
    yield* filesBelow({ kind: "files of an operator's home", root: home, as: `${name}: ~/`, without: PROGRAMS });
    if (!pulumiHome.startsWith(home)) yield* filesBelow({ kind: "files of an operator's home", root: pulumiHome, as: `${name}: PULUMI_HOME/`, without: PROGRAMS });
  }
  yield* filesBelow({ kind: "files of the drill", root: stage.directory, as: "drill: " });
  yield* filesBelow({ kind: "logs of the lab", root: place.logs, as: "lab: logs/" });
  for (const name of BUCKETS)
    for (const { name: object, body } of await bucketContents(place, bucket(name), { without: SEALED })) yield { kind: "objects in the buckets", name: `gs://${bucket(name)}/${object}`, text: body };
  yield* hostPlaces(place, stage, (await stage.hosts()).flatMap(({ name, network }) => (network === "gcp" || (network === "aws" && name.includes("exporter")) ? [name] : [])));
}

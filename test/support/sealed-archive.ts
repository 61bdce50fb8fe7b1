import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { disk } from "../../scripts/adapters/disk.ts";
import { objectStore, patient } from "../../scripts/adapters/object-store.ts";
import { dataName, manifestName, signatureName } from "../../scripts/core/backup-names.ts";
import { crc32cOf } from "../../scripts/core/crc32c.ts";
import { sha256Of, type Manifest } from "../../scripts/core/manifest.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import type { Shell } from "../../scripts/ports.ts";
import { keyPair, manifestOf, signed } from "./backups.ts";
import { bucketServer } from "./bucket-server.ts";
import { memoryFiles } from "./step-world.ts";

/** Where a fake program's argument after a flag stands. */
const after = (args: readonly string[], flag: string): string => args[args.indexOf(flag) + 1] ?? "";

/** age itself by its library, and a reader of archives that opens every file and asks whether the first is a table of contents. */
export function realTools(readerSays = "pg_restore (PostgreSQL) 17.11"): Shell {
  return {
    run: async ({ file, args }) => {
      const said = (exitCode: number, stderr = "") => ({ exitCode, stdout: "", stderr });
      if (args.includes("--version")) return { exitCode: 0, stdout: readerSays, stderr: "" };
      if (file === "pg_restore") {
        const directory = args.at(-1) ?? "";
        const texts = await Promise.all((await readdir(directory)).map(async (name) => [name, await readFile(join(directory, name), "latin1")] as const));
        const isSound = texts.every(([name, text]) => (name === "toc.dat") === text.startsWith("PGDMP")) && texts.some(([name]) => name === "toc.dat");
        return isSound ? said(0) : said(1, "pg_restore: error: did not find magic string in file header");
      }
      try {
        const decrypter = new Decrypter();
        decrypter.addIdentity((await readFile(after(args, "--identity"), "utf8")).trim());
        await writeFile(after(args, "--output"), await decrypter.decrypt(await readFile(args.at(-1) ?? "")));
        return said(0);
      } catch (error) {
        return said(1, `age: error: ${String(error)}`);
      }
    },
  };
}

const files = { "toc.dat": "PGDMP and what follows", "3001.dat.zst": "rows of orders ".repeat(9), "3002.dat.zst": "rows of customers ".repeat(5), "blobs.toc": "" };

/** A real server with real backups in it: encrypted with age, described by signed manifests that name one another. */
export async function sealedArchive({ ids, plain = files, more = {} }: { readonly ids: readonly string[]; readonly plain?: Readonly<Record<string, string>>; readonly more?: Partial<Manifest> }) {
  const server = await bucketServer([], { pageSize: 100 });
  const objects = objectStore({ endpoint: server.origin, project: "p", token: undefined }, { ...patient, firstPauseSeconds: 0.001 });
  const directory = await mkdtemp(join(tmpdir(), "verify-"));
  const exporter = keyPair();
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  const identityFile = join(directory, "identity");
  await writeFile(identityFile, `${identity}\n`);

  const manifests: Manifest[] = [];
  const put = async (manifest: Manifest, key = exporter, at = manifest.id) => {
    const { bytes, signature } = signed(manifest, key);
    await objects.create("exports", signatureName("shop", at), signature);
    await objects.create("exports", manifestName("shop", at), bytes);
    server.clock.seconds += 3600;
    return sha256Of(bytes);
  };
  const seal = async (text: string): Promise<Buffer> => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    return Buffer.from(await encrypter.encrypt(text));
  };
  let previous: string | null = null;
  for (const id of ids) {
    const entries = [];
    for (const [n, [path, text]] of Object.entries(plain).entries()) {
      const sealed = await seal(text);
      const stored = await objects.create("exports", dataName("shop", id, n), sealed);
      entries.push({
        name: dataName("shop", id, n), database: "shop", path, bytes: sealed.length, plainBytes: text.length,
        sha256: sha256Of(sealed), plainSha256: sha256Of(Buffer.from(text)), crc32c: crc32cOf(sealed), generation: stored === "exists" ? "0" : stored.generation,
      });
    }
    const facts = { name: `shop/${id}/source.json`, text: Buffer.from(`{"schema":"failover-kit/source/1","of":"${id}"}`) };
    await objects.create("exports", facts.name, facts.text);
    const sourceFacts = { name: facts.name, bytes: facts.text.length, sha256: sha256Of(facts.text) };
    const manifest: Manifest = manifestOf({ id, sourceFacts, objects: entries, recipients: [recipient], previous, ...more });
    previous = await put(manifest);
    manifests.push(manifest);
  }

  const said: string[] = [];
  const operator = { say: (line: string) => void said.push(line), progress: (_: string, line: string) => void said.push(line) };
  const clock = { now: () => new Date(server.clock.seconds * 1000), sleep: async () => undefined, elapsed: () => performance.now() / 1000 };
  const ports: HostPorts = { shell: realTools(), objects, operator, files: memoryFiles(), clock, disk, sql: { open: async () => Promise.reject(new Error("no database here")) } };
  return { server, objects, ports, directory, exporter, signer: { path: "keys/exporter.pub", pem: exporter.signer }, identityFile, recipient, manifests, put, said };
}

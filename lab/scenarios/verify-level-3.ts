import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { inFreshLab } from "../in-fresh-lab.ts";
import { runAsOperator } from "../operator.ts";
import { changeSetting, siteEnvironment } from "../site/write-site.ts";
import type { RunningLab } from "../up.ts";
import { exportBackup, prepareExporter } from "../workbench/exporter.ts";
import { forgeBackup, type ForgersKeys } from "../workbench/forge-backup.ts";
import type { Bench } from "../workbench/on-host.ts";
import { standUpSource } from "../workbench/source.ts";
import { hostWithKit } from "../workbench/workbench.ts";
import { expectThat, type Scenario } from "./scenario.ts";
import { inShell } from "./stack-agrees.ts";

const ROWS = 60_000;
const CUSTOMERS = 40;
const NOT_READY = 5;

/** Each row of `readings` is 64 bytes in a dump: a file that is cut off then ends with a whole row, wherever zstd notices the cut. */
const SCHEMA = `
CREATE TABLE readings (id text, body text);
INSERT INTO readings SELECT lpad(n::text, 8, '0'), substr(md5(n::text) || md5((-n)::text), 1, 54) FROM generate_series(1, ${ROWS}) n;
CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
INSERT INTO customers (name) SELECT 'customer ' || n FROM generate_series(1, ${CUSTOMERS}) n;`;

const backup = z.object({ id: z.string(), findings: z.array(z.string()), restoreSeconds: z.number().optional() });
const answer = z.object({ passed: z.boolean(), backups: z.array(backup), recorded: z.number().nullable() });

type Keys = ForgersKeys & { readonly operations: string; readonly exporterPublic: string };

/** The keys as 'failover init' has made them. */
async function keysIn(site: string): Promise<Keys> {
  const read = (name: string) => readFile(join(site, "keys", name), "utf8");
  const recipients = await Promise.all(["operations.pub", "offline.pub", "verifier.pub"].map(read));
  return { identity: await read("private/operations.age"), recipients: recipients.map((text) => text.trim()), signingKey: await read("private/exporter-signing.pem"), operations: recipients[0] ?? "", exporterPublic: await read("exporter.pub") };
}

type Public = { readonly publicKey: string };

/** A source with rows and an exporter beside it: all of the primary that a verification of exports needs. */
async function primary(lab: RunningLab, keys: Keys): Promise<Bench> {
  const { site } = lab.place;
  const environment = await siteEnvironment(site);
  const exporter = await hostWithKit(lab, "exporter", "aws");
  const source = await standUpSource(lab.client, exporter, environment);
  await changeSetting(site, ["export", "source", "host"], source.address);
  const [operations, offline, verifier] = [0, 1, 2].map((at) => ({ publicKey: `${keys.recipients[at] ?? ""}\n` })) as [Public, Public, Public];
  const own = { operations, offline, verifier, exporter: { privateKey: keys.signingKey, publicKey: keys.exporterPublic } };
  await prepareExporter(exporter, { site, address: source.address, keys: own, environment });
  await source.sql(SCHEMA, { as: "shop" });
  return exporter;
}

/** Types the command, and sees that nothing of its machine is left. */
async function verify(lab: RunningLab, expectedCode: number): Promise<z.infer<typeof backup>> {
  const { exitCode, stdout, stderr } = await runAsOperator(["failover", "verify-export", "--level", "3", "--json"], { timeoutSeconds: 300 }).ended;
  expectThat(exitCode === expectedCode, `'failover verify-export --level 3' should end with ${expectedCode}, it ended with ${exitCode}: ${stderr.slice(-3000)} ${stdout.slice(-1000)}`);
  const { passed, backups: [verified], recorded } = answer.parse(JSON.parse(stdout));
  expectThat(verified !== undefined && passed === (expectedCode === 0) && recorded === 1, `not one backup with one receipt: ${stdout}`);
  const { resources } = z.object({ resources: z.array(z.object({ type: z.string() })).default([]) }).parse((JSON.parse(await inShell("pulumi stack export --stack verify")) as { deployment: unknown }).deployment);
  const left = resources.filter(({ type }) => type.startsWith("gcp:"));
  expectThat(left.length === 0, `the stack still holds ${left.map(({ type }) => type).join(", ")}`);
  const hosts = (await lab.client.status()).hosts.map(({ name }) => name);
  expectThat(!hosts.some((name) => name.includes("verify")), `a machine is left: ${hosts.join(", ")}`);
  return verified;
}

export const verifyLevel3: Scenario = {
  id: "verify-level-3",
  story: "an export passes a restore on a machine that is then gone; one that a broken exporter cut short, counted wrongly and signed fails, though every hash is right and pg_restore finds nothing",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { exitCode, stderr } = await runAsOperator(["failover", "init"], { timeoutSeconds: 120 }).ended;
      expectThat(exitCode === 0, `'failover init' ended with ${exitCode}: ${stderr.slice(-1000)}`);
      const keys = await keysIn(lab.place.site);
      const [exporter] = await Promise.all([primary(lab, keys), inShell("pulumi up --stack standby --yes --skip-preview --non-interactive")]);
      await changeSetting(lab.place.site, ["verification", "smokeQuery"], `SELECT count(*) = ${CUSTOMERS} FROM customers`);
      const { id } = await exportBackup(exporter);

      const sound = await verify(lab, 0);
      say(`${id}: restored in ${sound.restoreSeconds ?? "?"} s`);
      expectThat(sound.id === id && sound.findings.length === 0 && sound.restoreSeconds !== undefined, `not what a sound backup gives: ${JSON.stringify(sound)}`);
      const ages = await runAsOperator(["failover", "verify-export"], { timeoutSeconds: 60 }).ended;
      expectThat(ages.stdout.includes(id), `the success is not shown: ${ages.stdout} ${ages.stderr}`);

      const forged = id.replace(/-[0-9a-f]{6}$/, "-ffffff");
      await forgeBackup(exporter, { from: id, as: forged, moreRowsOf: "customers", moreRows: 2 }, keys);
      const unsound = await verify(lab, NOT_READY);
      say(unsound.findings.join("\n"));
      expectThat(unsound.id === forged, `not what a damaged backup gives: ${JSON.stringify(unsound)}`);
      const found = (words: RegExp) => unsound.findings.some((finding) => words.test(finding));
      expectThat(found(new RegExp(`table public\\.customers has ${CUSTOMERS} rows; the backup has ${CUSTOMERS + 2}`)), `the count that was changed is not found: ${unsound.findings.join("; ")}`);
      expectThat(found(new RegExp(`table public\\.readings has \\d+ rows; the backup has ${ROWS}`)), `the rows that were lost are not found: ${unsound.findings.join("; ")}`);
    }),
};

import { appendFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { files } from "../../../scripts/adapters/files.ts";
import { lineFile } from "../../../scripts/adapters/line-file.ts";
import { evaluate } from "../../../scripts/core/declaration/evaluate.ts";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { openEvidence, type EvidenceLog } from "../../../scripts/pipeline/evidence/log.ts";
import { wantedBy } from "../../../scripts/pipeline/evidence/weigh.ts";
import { readSettings } from "../../../scripts/core/settings.ts";
import { evidenceStore } from "../../support/evidence-store.ts";
import { minute, rules, seen } from "../../support/evidence.ts";
import { realWorldClock } from "../../support/still-clock.ts";
import { settingsText } from "../../support/settings.ts";

type Act = { readonly who: number; readonly what: "look" | "report" | "send" | "tear" | "restart" | "read"; readonly isDown: boolean; readonly minutes: number; readonly isSilent: boolean };

const acts = fc.array(
  fc.record({ who: fc.integer({ min: 0, max: 1 }), what: fc.constantFrom("look", "look", "report", "send", "tear", "restart", "read"), isDown: fc.boolean(), minutes: fc.integer({ min: 0, max: 40 }), isSilent: fc.boolean() }),
  { maxLength: 25 },
) as fc.Arbitrary<readonly Act[]>;

test("what a log that was read all along says is what one opened now says, whatever was written, torn or sent late in between", async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      let now = minute(0);
      let silent = false;
      let session = 0;
      const store = evidenceStore(() => now);
      const directory = await mkdtemp(join(tmpdir(), "evidence-"));
      const project = { directory, written: readSettings(settingsText, "failover.yaml"), secrets: [] };
      const heard = async <R>(ask: () => Promise<R>): Promise<R> => {
        if (silent) throw new FailoverError("STORE_SILENT", { endpoint: "http://x", reason: "no answer", tried: 1 });
        return ask();
      };
      const { objects } = store;
      const ledger = { ...objects, create: (...args: Parameters<typeof objects.create>) => heard(() => objects.create(...args)), folders: (...args: Parameters<typeof objects.folders>) => heard(() => objects.folders(...args)), list: (...args: Parameters<typeof objects.list>) => heard(() => objects.list(...args)) };
      const open = (by: string): Promise<EvidenceLog> =>
        openEvidence(project, { files, lineFile, clock: realWorldClock(() => new Date(now)), secrets: { learn: () => undefined, cover: (text) => text }, person: by, randomHex: (digits) => String((session += 1)).padStart(digits, "0"), ledger: async () => ledger }, by);
      const names = ["warden", "ana"];
      const logs = await Promise.all(names.map(open));
      const kept = await open("reader");
      for (const { who, what, isDown, minutes, isSilent } of all) {
        now += minutes * 60_000;
        silent = isSilent;
        const log = logs[who];
        const { entry } = seen(0, { here: isDown ? "down" : "up", there: "down" });
        if (what === "look" && entry.kind === "observations") await log?.write({ kind: "observations", holdsSeconds: 90, observations: entry.observations });
        if (what === "report") await log?.write({ kind: "report", report: `r-${now}`, customer: isDown ? "acme" : "bolt", said: "nothing loads" });
        if (what === "send") await log?.send();
        if (what === "restart") logs[who] = await open(names[who] ?? "");
        if (what === "read") await kept.read(wantedBy(rules, now));
        if (what === "tear") {
          await mkdir(join(directory, ".failover/evidence"), { recursive: true });
          await appendFile(join(directory, `.failover/evidence/${new Date(now).toISOString().slice(0, 10)}-${names[who] ?? ""}.jsonl`), '{"schema":"failover-kit/evidénce');
        }
      }
      silent = false;
      const wanted = wantedBy(rules, now);
      const [before, anew] = [await kept.read(wanted), await (await open("reader")).read(wanted)];
      expect(before).toEqual(anew);
      expect(evaluate(before.told, rules, before.now)).toEqual(evaluate(structuredClone(anew.told), rules, anew.now));
    }),
    { numRuns: 60 },
  );
});

test("a file that ended in the middle of a letter is read on from its last whole line", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "lines-")), "a.jsonl");
  const bytes = Buffer.from("first\nsécond");
  await writeFile(path, bytes.subarray(0, 8));
  const half = await lineFile(path).readFrom(0);
  expect(half).toMatchObject({ whole: ["first"], next: 6 });
  await writeFile(path, Buffer.concat([bytes, Buffer.from("\n")]));
  expect(await lineFile(path).readFrom(half.next)).toEqual({ whole: ["sécond"], unended: [], next: 14 });
});

test("a file that became shorter is another one, and is read whole", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "lines-")), "a.jsonl");
  await writeFile(path, "one\ntwo\nthree\n");
  const { next } = await lineFile(path).readFrom(0);
  await writeFile(path, "four\n");
  expect(await lineFile(path).readFrom(next)).toEqual({ whole: ["four"], unended: [], next: 5 });
  expect(await lineFile(`${path}.gone`).readFrom(0)).toEqual({ whole: [], unended: [], next: 0 });
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cleanTexts, type Looked } from "../leaks/look-for-secrets.ts";
import type { Needle } from "../leaks/needles.ts";
import { renderReport } from "./render.ts";
import type { DrillReport } from "./report.ts";

const textsOf = (report: DrillReport) => ({ "report.json": `${JSON.stringify(report, null, 2)}\n`, "report.md": renderReport(report) });

/** Writes a drill's report, which is itself searched for secrets: it is judged once more with what was found, and shows none. */
export async function writeReport(directory: string, assemble: (secrets: Looked) => DrillReport, { looked, needles }: { readonly looked: Looked; readonly needles: readonly Needle[] }): Promise<DrillReport> {
  const first = assemble(looked);
  const { found } = await cleanTexts(textsOf(first), needles);
  const report = found.length === 0 ? first : assemble({ ...looked, found: [...looked.found, ...found] });
  const { texts } = await cleanTexts(textsOf(report), needles);
  for (const [name, text] of Object.entries(texts)) await writeFile(join(directory, name), text);
  return report;
}

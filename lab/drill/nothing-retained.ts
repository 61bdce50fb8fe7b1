import { restoreOutputs, type AwsOutputs } from "../../infra/outputs.ts";
import { changeSetting } from "../site/write-site.ts";
import { outputs } from "./company.ts";
import { beginTraffic, measure } from "./database-incident.ts";
import { deleteDatabase } from "./delete-database.ts";
import { lookAtChoices, restoreOnce } from "./restore-db.ts";
import { typed, type Stage } from "./stage.ts";

type Serving = { readonly identifier: string; readonly address: string };

/** The database is deleted with its automated backups, a snapshot by the company's own hand left; then that one's successor, with nothing left. Says what was not as it should be. */
export async function nothingRetained(stage: Stage, primary: AwsOutputs, serving: Serving, newestExport: string | null): Promise<{ readonly objections: readonly string[]; readonly run: string }> {
  await serves(stage, serving);
  await stage.act("failover snapshots take", 4, () => typed(stage, ["failover", "snapshots", "take"], { timeoutSeconds: 60 }));
  await stage.act("the customer's orders after the snapshot", 5, () => beginTraffic(stage, "orders after the snapshot"));
  const goneAt = new Date().toISOString();
  await stage.act("somebody deletes the database and its automated backups", 5, () => deleteDatabase(stage, serving.identifier, { backups: "deleted" }));
  const shown = await lookAtChoices(stage);
  const lookedAt = new Date().toISOString();
  const restored = await restoreOnce(stage, "somebody deleted the database and its backups; a rehearsal");
  const measured = await measure(stage, primary, restored, { goneAt, lookedAt });

  const next = restoreOutputs.parse(await outputs(stage, "restore")).restores[restored.run];
  if (next === undefined) throw new Error(`the stack of restores does not know ${restored.run}`);
  await serves(stage, next);
  await stage.act("somebody deletes that one, too, of which there is no snapshot", 5, () => deleteDatabase(stage, next.identifier, { backups: "deleted" }));
  const left = await lookAtChoices(stage);
  return { run: restored.run, objections: [...measured.objections, ...objectionsToSnapshots(shown), ...objectionsToNothing(left, newestExport)] };
}

/** What a person does who has adopted a restored database: the settings name it. */
async function serves({ site }: Stage, { identifier, address }: Serving): Promise<void> {
  await changeSetting(site, ["aws", "databaseInstance"], identifier);
  await changeSetting(site, ["export", "source", "host"], address);
}

type Shown = Awaited<ReturnType<typeof lookAtChoices>>;

function objectionsToSnapshots({ status, choices, passedOver, outside }: Shown): readonly string[] {
  const [first] = choices;
  return [
    ...(status === "deleted" && first !== undefined && choices.every(({ source }) => source.snapshot !== undefined) ? [] : [`without automated backups restore-db offered: ${choices.map(({ title }) => title).join(", ") || "nothing"}`]),
    ...(passedOver.some((line) => line.includes("kept no automated backup")) ? [] : [`it does not say that no point in time can be restored: ${passedOver.join("; ")}`]),
    ...(outside.told && (outside.points[0]?.lossSeconds ?? 0) > (first?.lossSeconds ?? Infinity) ? [] : [`the export beside the snapshot: ${JSON.stringify(outside)}`]),
  ];
}

const objectionsToNothing = ({ status, choices, outside }: Shown, newestExport: string | null): readonly string[] => [
  ...(status === "deleted" && choices.length === 0 ? [] : [`with nothing left in AWS restore-db offered: ${choices.map(({ title }) => title).join(", ")}`]),
  ...(outside.told && outside.points[0]?.backup === newestExport ? [] : [`with nothing left in AWS it does not name the export ${newestExport ?? ""}: ${JSON.stringify(outside)}`]),
];

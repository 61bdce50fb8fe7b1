import { join } from "node:path";
import { FailoverError } from "../../core/errors.ts";
import { markedAsDrill, noticeName, type Notice } from "../../core/notices/notice.ts";
import type { Recipient } from "../../core/notices/recipients.ts";
import { readTemplate, render, type Rendered } from "../../core/notices/template.ts";
import { notifyOf } from "../../core/notify-settings.ts";
import type { World } from "../../world.ts";
import { lookForContacts } from "../contacts/open-contacts.ts";
import { inProject, type Project } from "../project.ts";
import { recipientsOf } from "./find-recipients.ts";

/** What somebody wants to be told. */
export type Wish = {
  readonly state: string;
  readonly audience: string;
  readonly isDrill: boolean;
  readonly run: string | null;
  /** When the trouble began, as far as a run knows. */
  readonly began: string | undefined;
  readonly set: Readonly<Record<string, string>>;
  /** Rows of the customers' list that are wrong are left out. */
  readonly skipsInvalid: boolean;
};

type Reach = Pick<World, "env" | "files" | "keys" | "kit" | "clock" | "person" | "randomHex">;

/** A notice ready to be sent, and its recipients with their addresses; `leftOut` tells which rows are not sound. */
export type Composed = { readonly notice: Notice; readonly recipients: readonly Recipient[]; readonly alsoNamed: number; readonly leftOut: readonly string[] };

/** After this nobody waits for news. */
const LAST_STATE = "resolved";
const MINUTE = 60_000;

/** Makes a notice of a template, the settings and the contacts, or tells at once all that is missing or wrong; sends and writes nothing. */
export async function composeNotice(project: Project, wish: Wish, world: Reach): Promise<Composed> {
  const { state, audience, isDrill, run, skipsInvalid } = wish;
  const at = world.clock.now();
  const due = state === LAST_STATE ? null : new Date(at.getTime() + notifyOf(project.written).updateEveryMinutes * MINUTE).toISOString();
  const contacts = await lookForContacts(project, world);
  const found = contacts === undefined ? { problem: `${project.directory} has no contacts.yaml` } : "problems" in contacts ? { problem: `${contacts.file} has ${contacts.problems.length} problems: 'failover contacts' shows them` } : recipientsOf(project, contacts, audience, isDrill);
  const count = "problem" in found ? 0 : found.recipients.length;
  const rendered = await filledIn(project, wish, { at: at.toISOString(), due, count }, world);
  const problems = ["problem" in found ? found.problem : found.recipients.length === 0 ? "nobody it goes to has a mail address" : undefined, ...("problems" in rendered ? rendered.problems : [])].filter((problem) => problem !== undefined);
  if ("problem" in found || "problems" in rendered || problems.length > 0) throw new FailoverError("NOTICE_NOT_READY", { problems });
  if (found.unsound !== undefined && !skipsInvalid) throw new FailoverError("NOTICE_ROWS_UNSOUND", found.unsound);
  const message = isDrill ? markedAsDrill(rendered) : rendered;
  return {
    notice: {
      ...{ schema: "failover-kit/notice/1", id: noticeName(at, world.randomHex(4)), at: at.toISOString(), by: world.person, audience, state, run, isDrill },
      ...message,
      ...{ recipients: found.recipients.map(({ id }) => id), nextUpdateDue: due },
    },
    recipients: found.recipients,
    alsoNamed: found.alsoNamed,
    leftOut: found.unsound?.problems ?? [],
  };
}

type Known = { readonly at: string; readonly due: string | null; readonly count: number };

/** The company's own template before the kit's. */
async function filledIn(project: Project, { state, audience, began, run, set }: Wish, { at, due, count }: Known, world: Reach): Promise<Rendered | { readonly problems: readonly string[] }> {
  const name = `${audience}-${state}.md`;
  if (!/^[a-z][a-z0-9.-]*$/.test(name)) return { problems: ["an audience and a state are lower-case letters, digits and '-'"] };
  const own = inProject(project, join("templates", name));
  const text = (await world.files.read(own)) ?? (await world.files.read(join(world.kit.templatesDirectory, name)));
  if (text === undefined) return { problems: [`there is no template ${name}, neither in the project's templates nor in the kit's`] };
  const read = readTemplate(text, `templates/${name}`);
  if ("problems" in read) return read;
  if (read.template.state !== state || read.template.audience !== audience) return { problems: [`templates/${name}: is said to be for ${read.template.audience} and ${read.template.state}`] };
  const { service } = project.written;
  const { statusUrl } = notifyOf(project.written);
  const known = { service, now: at, recipients: String(count), ...(began === undefined ? {} : { began }), ...(due === null ? {} : { nextUpdate: due }), ...(run === null ? {} : { run }), ...(statusUrl === undefined ? {} : { statusUrl }) };
  return render(read.template, known, set);
}

import { callingList, customersCounted } from "../core/contacts/calling-list.ts";
import { callingListText } from "../core/contacts/calling-list-text.ts";
import { verifyAfterDays } from "../core/contacts-settings.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { encryptContacts } from "../pipeline/contacts/encrypt-contacts.ts";
import { openContacts } from "../pipeline/contacts/open-contacts.ts";
import { verifyContacts } from "../pipeline/contacts/verify-contacts.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { readonly action: string; readonly team: string | undefined; readonly call: boolean; readonly json: boolean };

/** Whom to call, in which order, and what time it is there; or walks through the list with a person, or encrypts it. */
export const handler: Handler<Options> = async ({ project: named, action, team, call, json }, world) => {
  const project = await openProject(named, world);
  if (action === "verify") return verify(project, world);
  if (action === "encrypt") return encrypt(project, world);

  const { contacts, customers } = await openContacts(project, world);
  if (team !== undefined && !contacts.teams.some(({ id }) => id === team)) throw new FailoverError("TEAM_UNKNOWN", { team, known: contacts.teams.map(({ id }) => id) });
  const list = callingList(contacts, { at: world.clock.now(), verifyAfterDays: verifyAfterDays(project.written), team, customers: customersCounted(customers) });
  world.print(json ? JSON.stringify(list, null, 2) : callingListText(list, { columns: world.paper().columns, isCallSheet: call }));
  return Exit.ok;
};

async function verify(project: Project, world: World): Promise<ExitCode> {
  const questions = await world.questions();
  if (questions === undefined) throw new FailoverError("NOBODY_TO_ASK", { command: "failover contacts verify" });
  try {
    const { verified, doubted, left } = await verifyContacts(project, world, questions);
    world.operator.say(`${verified.length} verified by ${world.person}; ${left === 0 ? "none is left" : `${left} left: 'failover contacts verify' goes on with them`}`);
    if (doubted.length > 0) world.operator.say(`not true, or not sound as edited: ${doubted.join(", ")}`);
    return left === 0 ? Exit.ok : Exit.notReady;
  } finally {
    questions.close();
  }
}

async function encrypt(project: Project, world: World): Promise<ExitCode> {
  const { storage, google } = project.written;
  const { disk } = await world.hostPorts({ endpoint: storage.endpoint, project: google.project });
  const made = await encryptContacts(project, world, disk);
  world.operator.say(made.length === 0 ? "all of it is encrypted already" : `${made.join(" and ")} written, and each plain file removed once its own was read back; older copies, as in your repository's history, stay`);
  return Exit.ok;
}

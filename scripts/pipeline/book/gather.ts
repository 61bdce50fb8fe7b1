import { applicationShape, mirrorShape } from "../../core/book/shapes.ts";
import type { BookFacts, BookStep, PublicKey } from "../../core/book/facts.ts";
import type { Contacts } from "../../core/contacts/contacts.ts";
import { callingListChapter, callingListToFill, callingListUnopened, firstCalls, firstCallsToFill, triageInShort, type CustomersPart } from "../../core/book/chapters/people.ts";
import { customersCounted } from "../../core/contacts/calling-list.ts";
import { isExpected } from "../../core/errors.ts";
import { KIT_VERSION } from "../../core/kit-version.ts";
import { settingsForPlan } from "../../core/settings.ts";
import type { World } from "../../world.ts";
import { customersOf, lookForPeople } from "../contacts/open-contacts.ts";
import { expectedFromEarlierRuns } from "../earlier-runs.ts";
import { makePlan } from "../make-plan.ts";
import { inProject, type Project } from "../project.ts";

type Reach = Pick<World, "files" | "kit" | "pipeline" | "journal" | "clock" | "env" | "keys">;

/** The kinds of run that the book tells a person how to do. */
const KINDS = ["failover", "graceful-failover", "restore-db", "revert-restore-db", "adopt-restored-db", "hotfix"] as const;

/** Everything the book is made of, from files alone: it can be printed with no network and no variable set. */
export async function gatherBook(project: Project, world: Reach): Promise<BookFacts> {
  const { written } = project;
  const read = (path: string) => world.files.read(inProject(project, path));
  const [plan, kinds, measured, stack, variables, publicKeys, people] = await Promise.all([
    makePlan(project, world, { pipeline: "failover" }),
    Promise.all(KINDS.map(async (name) => [name, (await world.pipeline(name)).steps.map(bookStep)] as const)),
    expectedFromEarlierRuns(project, "", world),
    read("Pulumi.gcp.yaml"),
    read(written.application.variablesFile),
    keysOf(project, read),
    peopleOf(project, world),
  ]);
  return {
    place: { settings: settingsForPlan(written), mirror: mirrorShape(stack), application: applicationShape(variables) },
    kitVersion: KIT_VERSION,
    printedAt: world.clock.now().toISOString().slice(0, 10),
    planDigest: plan.digest,
    runs: Object.fromEntries(kinds),
    measured,
    secrets: project.secrets,
    publicKeys,
    triage: [triageInShort],
    ...people,
  };
}

/** Whom to call. A list that cannot be opened here, or is not sound, leaves room for one by hand, and the book says so. */
async function peopleOf(project: Project, world: Reach): Promise<Pick<BookFacts, "people" | "firstCalls" | "lacks">> {
  try {
    const found = await lookForPeople(project, world);
    if (found === undefined) return { people: [callingListToFill], firstCalls: firstCallsToFill, lacks: undefined };
    if ("problems" in found) return unopened(`${found.file} has ${found.problems.length} problems: 'failover contacts' tells them`);
    const { contacts } = found;
    const customers = await countedOf(project, contacts, world);
    const lacks = customers !== null && "because" in customers ? `the customers' contacts are not in it: ${customers.because}` : undefined;
    return { people: [callingListChapter(contacts, customers)], firstCalls: firstCalls(contacts), lacks };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return unopened(error.advice.what);
  }
}

/** How many the customers' list names, or why nobody can tell: the company's own people are printed all the same. */
async function countedOf(project: Project, contacts: Contacts, world: Reach): Promise<CustomersPart> {
  try {
    return customersCounted(await customersOf(project, contacts, world));
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { because: error.advice.what };
  }
}

const unopened = (because: string) => ({ people: [callingListUnopened(because)], firstCalls: firstCallsToFill, lacks: `the calling list is not in it: ${because}` });

const bookStep = ({ id, title, needs, approval }: BookStep): BookStep => ({ id, title, needs, ...(approval === undefined ? {} : { approval }) });

/** The public keys that a person needs with no kit: whose backups are believed. A file that is not there is not printed. */
async function keysOf({ written }: Project, read: (path: string) => Promise<string | undefined>): Promise<readonly PublicKey[]> {
  const files = [written.export.signer, ...(written.secondStore === undefined ? [] : [written.secondStore.signer]), ...written.export.recipients];
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await read(file) })));
  return texts.flatMap(({ file, text }) => (text === undefined || text.includes("PRIVATE") || text.includes("SECRET") ? [] : [{ file, text }]));
}

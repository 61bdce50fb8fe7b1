import { Exit } from "../exit.ts";
import { listed, type Advice, type Catalogue } from "./advice.ts";

/** Evidence, and what a declaration rests on. */
export const evidenceErrors = {
  REPORT_UNKNOWN: (f: { report: string; standing: readonly string[] }): Advice => ({
    what: `no report ${f.report} stands`,
    why: f.standing.length === 0 ? "no customer's report stands at all" : `those that stand are: ${f.standing.join(", ")}`,
    next: "name one of them with --withdraw",
  }),
  CUSTOMER_UNKNOWN: (f: { customer: string; file: string; nearest: string | undefined }): Advice => ({
    what: `${f.file} knows no customer '${f.customer}'${f.nearest === undefined ? "" : `; did you mean '${f.nearest}'`}`,
    why: "two names for one customer would count as two",
    next: "give the customer's id as it stands in that list",
  }),
  NO_DISASTER: (f: { lacking: readonly string[]; says: readonly string[] }): Advice => ({
    what: `the evidence does not carry a declaration:${listed(f.says)}`,
    why: "failover.yaml says under 'declaration' what makes it a disaster, and when a rebuild may begin",
    next: `wait, or decide against it by name: ${f.lacking.map((rule) => `--override ${rule}`).join(" ")} --because "…"; every later report shows it`,
  }),
  JUDGEMENT_NEEDED: (f: { asks: readonly string[] }): Advice => ({
    what: `the evidence leaves open what only a person can judge:${listed(f.asks)}`,
    why: "the kit does not guess, and whoever reads the journal later must learn how you judged",
    next: `look, then: failover declare --because "…" --judged "…", which is recorded`,
  }),
  OTHER_PLAN: (f: { plan: string | undefined }): Advice => ({
    what: "a security incident has a plan of its own",
    why: "moving a service to another cloud moves an intruder's foothold with it, and may destroy what an inquiry needs",
    next: f.plan === undefined ? "go by your plan for security incidents; declaration.securityPlan in failover.yaml may say where it is" : `go by ${f.plan}`,
  }),
  SECOND_PERSON_NEEDED: (f: { run: string; who: string }): Advice => ({
    what: `run ${f.run}, declared by ${f.who}, waits for a second person`,
    why: "declaration.secondPerson in failover.yaml asks for two people",
    next: `another person: 'failover approve declaration --because "…"'; then 'failover run'`,
    exit: Exit.stopped,
  }),
  SAME_PERSON: (f: { who: string }): Advice => ({
    what: `${f.who} declared it, and cannot confirm it as well`,
    why: "declaration.secondPerson in failover.yaml asks for two people",
    next: "let somebody else confirm it, from their own account, or with --who and their name",
  }),
  CHANNELS_ONLY_IN_AWS: (f: { channels: readonly string[] }): Advice => ({
    what: `every channel by which people would be told lives in AWS: ${f.channels.join(", ")}`,
    why: "on the day all of them may be silent",
    next: "name one under channels in failover.yaml that runs elsewhere, or say with hostedOn where one really runs",
  }),
  PAGE_UNKNOWN: (f: { page: string | undefined; open: readonly string[] }): Advice => ({
    what: f.page === undefined ? "no page is named" : `there is no page '${f.page}'`,
    why: f.open.length === 0 ? "none is open" : `those open are: ${f.open.join(", ")}`,
    next: "'failover page list' shows them",
  }),
  STANDBY_UNKNOWN: (f: { item: string; known: readonly string[] }): Advice => ({
    what: `'${f.item}' is no work of the time before the gate`,
    why: `that work is: ${f.known.join(", ")}`,
    next: "'failover standby list' says what each is",
  }),
  AGENT_KEY_REFUSED: (f: { place: string; reason: string }): Advice => ({
    what: `the agent '${f.place}' cannot be set up: ${f.reason}`,
    why: "what it tells would not be believed",
    next: "correct watch.agents in failover.yaml, or the files it names",
  }),
} as const satisfies Catalogue;

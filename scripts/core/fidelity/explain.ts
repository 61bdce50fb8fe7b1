import { nameHere } from "../namesake.ts";
import { FENCE_SETTING, shutsOut } from "../source-facts.ts";
import type { ObjectClass } from "./catalogue.ts";
import { isPreload } from "../preloads.ts";
import { whyUnmade, type SecondTry } from "../second-try.ts";
import { newRights, otherMajor, plainWords, withoutNew, type Majors } from "./other-major.ts";

/** What is known of the two sides, so that a difference can be told from a loss. */
export type Circumstances = {
  readonly providerRoles: readonly string[];
  /** Who got what the provider's roles owned. */
  readonly databaseOwner: string;
  /** Roles that are above all rules on the restored side. */
  readonly superusers: readonly string[];
  /** Extensions of the provider's own, left out on purpose. */
  readonly leftOut: readonly string[];
  /** What needed a second try, and whether that made it. */
  readonly tries: readonly SecondTry[];
  readonly majors: Majors;
};

/** What the two catalogues say of tables, for what becomes of a column. */
type Tables = { /** The source's parts of partitioned tables. */ readonly partitions: readonly string[] };

/** Texts that the server writes itself, from what it understood: these may be worded differently the second time. */
const writtenByServer: ReadonlySet<ObjectClass> = new Set(["columns", "constraints", "indexes", "views", "materialized views", "types", "functions", "triggers", "rules", "policies", "statistics", "publications"] as const);
const listsOfRights: ReadonlySet<ObjectClass> = new Set(["grants", "default privileges", "policy roles"] as const);

type Rights = readonly (readonly [holder: string | null, rights: string])[];
const STANDS_IN = "a superuser here, and none at the source, so a role without login stands for it";
const CLOSES = "it closes the source to writes, as the fence of a failover does, and must not close the mirror";
const isProvidersSetting = (name: string): boolean => /^(rds|cloudsql)\./.test(name);
const rightsIn = (value: string): Rights => JSON.parse(value) as Rights;
const without = (rights: Rights, roles: readonly string[]): string => JSON.stringify(rights.filter(([holder]) => holder === null || !roles.includes(holder)));
const rolesIn = (name: string): readonly unknown[] => JSON.parse(name) as readonly unknown[];
const mentions = (roles: readonly string[], list: readonly unknown[]): boolean => list.some((one) => typeof one === "string" && roles.includes(one));

/** Rights of a superuser's namesake that who stands for it has here; those of the provider's roles are gone as well. */
function ofNamesake(had: Rights, now: Rights, { superusers, providerRoles }: Circumstances): string | undefined {
  const known = new Set(superusers);
  const kept = (rights: Rights): string => JSON.stringify(rightsIn(without(rights, providerRoles)).map(([holder, words]) => JSON.stringify([holder === null ? null : nameHere(holder, known), words])).toSorted());
  return had.some(([holder]) => holder !== null && known.has(holder)) && kept(had) === kept(now) ? STANDS_IN : undefined;
}

function otherRights(expected: string, found: string, known: Circumstances): string | undefined {
  const { providerRoles, databaseOwner, majors } = known;
  const added = newRights(majors);
  const had = rightsIn(expected);
  const now = rightsIn(found).map(([holder, rights]) => [holder, withoutNew(rights, added)] as const).filter(([, rights]) => rights !== "");
  if (JSON.stringify(had) === JSON.stringify(now)) return `with ${added.join(", ")}: the source's PostgreSQL ${majors.source} does not know it`;
  if (without(had, providerRoles) === without(now, providerRoles)) return "without the provider's roles";
  const ofSuperuser = ofNamesake(had, now, known);
  if (ofSuperuser !== undefined) return ofSuperuser;
  const wasProviders = had.some(([holder]) => holder !== null && providerRoles.includes(holder));
  const all = [...providerRoles, databaseOwner];
  return wasProviders && without(had, all) === without(now, all) ? `the provider's role's rights went to ${databaseOwner}` : undefined;
}

function otherRole(name: string, expected: string, found: string, { superusers }: Circumstances): string | undefined {
  if (superusers.includes(name)) return "a superuser of the restored server";
  const attributes = (text: string): string => text.replace(/^login ?/, "");
  return expected.startsWith("login") && attributes(expected) === attributes(found) ? "cannot log in: no password was named for it" : undefined;
}

function otherOwner(name: string, expected: string, found: string, { providerRoles, databaseOwner, superusers }: Circumstances): string | undefined {
  if (name.startsWith("event trigger ") && superusers.includes(found)) return `${expected}'s, now ${found}'s: only a superuser can own it here`;
  if (superusers.includes(expected) && found === nameHere(expected, new Set(superusers))) return `${expected}'s, now ${found}'s: ${STANDS_IN}`;
  return providerRoles.includes(expected) && found === databaseOwner ? `${expected}'s, now ${found}'s` : undefined;
}

/** The columns of a table that inherits: a dump writes those of its parents first, whatever was added when. */
function otherOrder(expected: string, found: string): string | undefined {
  const shape = /^(r; columns )(.*)(; of .*)$/s;
  const [had, now] = [shape.exec(expected), shape.exec(found)];
  const sorted = (columns = ""): string => columns.split(", ").toSorted().join();
  const isTheSame = had !== null && had[3] === now?.[3] && sorted(had[2]) === sorted(now?.[2]) && !expected.includes("; partition ");
  return isTheSame ? "its inherited columns come first: a dump keeps no other order" : undefined;
}

/** The server hands an identity down to a part, but not to the parts of a part that is attached with them. */
function otherIdentity(name: string, expected: string, found: string, partitions: readonly string[]): string | undefined {
  const isPart = partitions.some((part) => name.startsWith(`${part}.`));
  return isPart && expected.replace(/; identity [ad](?=;|$)/, "") === found ? "a part of a part, to which the server hands no identity down: only an insert straight into it must name a value" : undefined;
}

/** A role that a policy named twice is named once by a dump. */
const namedOnce = (expected: string, found: string): string | undefined =>
  JSON.stringify([...new Set(rightsIn(expected).map((one) => JSON.stringify(one)))]) === JSON.stringify(rightsIn(found).map((one) => JSON.stringify(one))) ? "the same roles: one was named twice" : undefined;

/** Comments on what stands on the server, beside the databases, are compared and not carried. */
function uncarriedComment(objects: ObjectClass, name: string): string | undefined {
  if (objects === "role comments") return "a role's comment is not carried; COMMENT ON ROLE says it again";
  return objects === "database" && name === "comment" ? "the database's comment is not carried; COMMENT ON DATABASE says it again" : undefined;
}

/** Why an object may be another than at the source, or undefined when nothing explains it. */
export function explainDifference(objects: ObjectClass, { name, expected, found }: { readonly name: string; readonly expected: string; readonly found: string }, known: Circumstances & Tables): string | undefined {
  const comment = uncarriedComment(objects, name);
  if (comment !== undefined) return comment;
  if (objects === "owners") return otherOwner(name, expected, found, known);
  if (listsOfRights.has(objects)) return otherRights(expected, found, known) ?? (objects === "policy roles" ? namedOnce(expected, found) : undefined);
  if (objects === "tables") return otherOrder(expected, found);
  if (objects === "roles") return otherRole(name, expected, found, known);
  if (objects === "memberships" && mentions(known.superusers, rolesIn(name))) return "a superuser of the restored server";
  if (objects === "settings" && mentions(known.superusers, rolesIn(name))) return "a superuser keeps the restored server's settings";
  const identity = objects === "columns" ? otherIdentity(name, expected, found, known.partitions) : undefined;
  if (identity !== undefined || !writtenByServer.has(objects)) return identity;
  if (plainWords(expected) === plainWords(found)) return "the same, in the server's other words";
  return otherMajor(objects, { name, expected, found }, known.partitions, known.majors);
}

function missingServerSetting(name: string): string | undefined {
  if (isProvidersSetting(name)) return "the provider's own setting";
  if (name === FENCE_SETTING) return CLOSES;
  return shutsOut(name) ? `left out, for it could keep the restore out of its own server; say it by hand: ALTER ROLE ALL SET ${name} …` : undefined;
}

/** Why an object of the source may be missing. */
export function explainMissing(objects: ObjectClass, name: string, expected: string, known: Circumstances): string | undefined {
  const { providerRoles, superusers, leftOut } = known;
  if (objects === "extensions" && leftOut.includes(name)) return "the provider's own extension, left out";
  if (objects === "indexes" && /(^|; )not valid(;|$)/.test(expected)) return "it was not valid at the source, so no dump carries it";
  const unmade = whyUnmade(objects, { name, value: expected }, known.tries);
  if (unmade !== undefined) return unmade;
  if (objects === "roles" && providerRoles.includes(name)) return "the provider's own role";
  if (objects === "large objects" && providerRoles.some((role) => name.includes(role))) return "without the provider's roles";
  if (objects === "large objects" && superusers.some((role) => name.startsWith(`${role} `))) return STANDS_IN;
  if (objects === "role comments" && providerRoles.includes(name)) return "the provider's own role";
  if (objects === "database" && expected === "0") return CLOSES;
  if (objects === "database" || objects === "role comments") return uncarriedComment(objects, name);
  if (objects === "server settings") return missingServerSetting(name);
  if (objects === "policies" || objects === "policy roles") return undefined;
  if (objects === "memberships" || objects === "settings" || objects === "default privileges") {
    const list = rolesIn(name);
    if (mentions(providerRoles, list)) return "of the provider's own role";
    if (mentions(superusers, list)) return "of a superuser of the restored server";
    if (objects === "settings" && isProvidersSetting(String(list[2]))) return "the provider's own setting";
    if (objects === "settings" && isPreload(String(list[2]))) return `left out: this server has not all of ${expected}, and no session would begin with it; bring it into the mirror's image, then say it by hand (ALTER ${list[1] === null ? "DATABASE" : "ROLE"} … SET)`;
    if (objects === "settings" && list[0] === "database" && list[1] === null && list[2] === FENCE_SETTING) return CLOSES;
  }
  return undefined;
}

/** Roles stand on the server, not in the database: what was there before is no concern of a backup's. */
const ofTheServer: ReadonlySet<ObjectClass> = new Set(["roles", "memberships", "server settings", "role comments"] as const);

/** Why an object may be there that the source did not have. */
export function explainExtra(objects: ObjectClass, name: string, expectedNames: Iterable<string>, { providerRoles, superusers }: Circumstances): string | undefined {
  if (ofTheServer.has(objects) || (objects === "settings" && name.startsWith('["server"'))) return "was on the restored server before";
  if (objects === "large objects" && superusers.some((role) => name.startsWith(`${nameHere(role, new Set(superusers))} `))) return STANDS_IN;
  if (objects === "large objects" && [...expectedNames].some((expected) => providerRoles.some((role) => expected.includes(role)))) return "without the provider's roles";
  return undefined;
}

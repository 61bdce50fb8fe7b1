import type { RdsInstance, RdsKept } from "../rds.ts";
import type { StackState } from "../stack/half-made.ts";
import { factIn, factNames, factsOfState, neededFacts, type FactName } from "./deleted-facts.ts";

/** Somebody who tells what the deleted instance was; asked in the order in which they stand. */
export type Teller = { readonly name: string; readonly tells: Readonly<Partial<Record<FactName, unknown>>> };

/** What the deleted instance was, and who told each fact of it. */
export type WasLike = { readonly was: RdsInstance; readonly origins: Readonly<Record<string, string>> };

const INSTANCE = "aws:rds/instance:Instance";
/** The status of what AWS knows no more; it has no word for it. */
export const DELETED = "deleted";

type InState = { readonly tellers: readonly Teller[]; /** Told when nobody else tells it: of a list that is empty the provider writes nothing down. */ readonly last: readonly Teller[]; readonly fenceGroup: string | undefined };

/** The instance as a stack's state has it: as the provider last saw it, and below that as the program asked for it. */
export function inState({ deployment: { resources } }: StackState, identifier: string, stack: string): InState {
  const state = `the state of stack ${stack}`;
  const found = resources.find((one) => one.type === INSTANCE && one.delete !== true && [one.inputs?.["identifier"], recordOf(one["outputs"])["identifier"]].includes(identifier));
  const group = recordOf(recordOf(resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.["outputs"])["fence"])["securityGroupId"];
  const fenceGroup = typeof group === "string" ? group : undefined;
  if (found === undefined) return { tellers: [], last: [], fenceGroup };
  return {
    tellers: [
      { name: state, tells: factsOfState(recordOf(found["outputs"])) },
      { name: `${state}, as its program asked for it`, tells: factsOfState(found.inputs ?? {}) },
    ],
    last: [{ name: `${state}, which lists none`, tells: { logExports: [], tags: {} } }],
    fenceGroup,
  };
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {});
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

type Asked = {
  readonly identifier: string;
  readonly tellers: readonly Teller[];
  /** What a broken one is fenced with: whoever copied it would make a database that nobody can reach. */
  readonly fenceGroup: string | undefined;
  readonly kept: RdsKept;
};

/** What the deleted instance was, by whoever tells each fact first; or every needed fact that nobody knows. Nothing is guessed. */
export function wasLike({ identifier, tellers, fenceGroup, kept }: Asked): WasLike | { readonly missing: readonly FactName[] } {
  const told = new Map<FactName, { readonly value: unknown; readonly by: string }>();
  for (const name of factNames) {
    const [first] = tellers.flatMap(({ name: by, tells }) => {
      const value = factIn(name, tells[name]);
      return value === undefined || (name === "securityGroups" && isSame(value, [fenceGroup])) ? [] : [{ value, by }];
    });
    if (first !== undefined) told.set(name, first);
  }
  const missing = neededFacts.filter((name) => !told.has(name));
  if (missing.length > 0) return { missing };
  // Storage grows by itself, and no copy fits into less than it was made of.
  const largest = Math.max(0, ...kept.backups.map(({ allocatedGb }) => allocatedGb), ...kept.snapshots.map(({ allocatedGb }) => allocatedGb));
  if (largest > Number(told.get("allocatedGb")?.value)) told.set("allocatedGb", { value: largest, by: "the largest that AWS keeps of it" });
  const was = Object.fromEntries([...told].map(([name, { value }]) => [name, value]));
  const unknown = { resourceId: "not known", arn: "not known", masterUser: "not known" };
  return { was: { ...unknown, ...was, identifier, status: DELETED, deletionProtection: true } as unknown as RdsInstance, origins: Object.fromEntries([...told].map(([name, { by }]) => [name, by])) };
}

/** Of one of which AWS kept nothing and that nobody can describe, the name. */
export const nothingKept = (identifier: string): WasLike => ({ was: { identifier, status: DELETED, securityGroups: [] as readonly string[] } as RdsInstance, origins: {} });

/** The region that an ARN names. */
export const regionOf = (arn: string): string | undefined => /^arn:[^:]*:[^:]*:([^:]+):/.exec(arn)?.[1];

/** The account that an ARN names. */
export const accountOf = (arn: string): string | undefined => /^arn:[^:]*:[^:]*:[^:]*:(\d+):/.exec(arn)?.[1];

/** What it will be like, fact by fact, each with who told it. */
export const likenessOf = ({ was, origins }: WasLike): readonly { readonly fact: string; readonly value: unknown; readonly from: string }[] =>
  Object.entries(origins).map(([fact, from]) => ({ fact, value: (was as unknown as Readonly<Record<string, unknown>>)[fact], from }));

/** The same in lines. */
export const likenessInWords = (like: WasLike): readonly string[] => likenessOf(like).map(({ fact, value, from }) => `  ${fact.padEnd(24)}${valueInWords(value)}  (${from})`);

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value === "object" && value !== null) return Object.entries(value).map(([name, one]) => `${name}=${String(one)}`).join(", ") || "none";
  return value === true ? "yes" : value === false ? "no" : String(value);
}

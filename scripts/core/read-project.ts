import { isMap, isScalar, isSeq, parseDocument, visit, type Document, type Scalar } from "yaml";
import { FailoverError } from "./errors.ts";
import { secretsSchema, type WrittenSecret } from "./secrets-schema.ts";
import { problemsIn, type Problem } from "./settings-problems.ts";
import { schema, type WrittenSettings } from "./settings-schema.ts";
import { isVariable } from "./variable.ts";

/** The file that holds the settings, and the one beside it that says where secrets are at home. */
export const SETTINGS_FILE = "failover.yaml";
export const SECRETS_FILE = "secrets.yaml";

/** What a company's own files say; `secretsText` is nothing when there is no secrets.yaml. All problems of both are told at once. */
export function readProject(settingsText: string, secretsText: string | undefined): { readonly written: WrittenSettings; readonly secrets: readonly WrittenSecret[] } {
  const settings = problemsIn(schema, settingsText, SETTINGS_FILE, (document) => (secretsText === undefined ? [] : homeless(document, secretsText)));
  const secrets = secretsText === undefined ? { value: { secrets: [] } } : problemsIn(secretsSchema, secretsText, SECRETS_FILE, repeated);
  if ("value" in settings && "value" in secrets) return { written: settings.value, secrets: secrets.value.secrets };

  const wrong = [
    ["problems" in settings ? settings.problems : [], SETTINGS_FILE],
    ["problems" in secrets ? secrets.problems : [], SECRETS_FILE],
  ] as const;
  throw new FailoverError("SETTINGS_INVALID", {
    file: wrong.flatMap(([problems, file]) => (problems.length > 0 ? file : [])).join(" and "),
    problems: wrong.flatMap(([problems]) => problems),
  });
}

/** Variables of the settings that secrets.yaml does not list. One that cannot be read lists nothing that could be missed. */
function homeless(settings: Document, secretsText: string): readonly Problem[] {
  const secrets = parseDocument(secretsText);
  if (secrets.errors.length > 0) return [];
  const seen = new Set(scalarsOf(secrets, "variable").map(({ value }) => value));
  const found: Problem[] = [];
  visit(settings, {
    Scalar: (key, { value, range }) => {
      if (key === "key" || !isVariable(value) || seen.has(value)) return;
      seen.add(value);
      found.push({ offset: range?.[0] ?? 0, text: `${value}: ${SECRETS_FILE} does not say where it is at home` });
    },
  });
  return found;
}

const repeated = (secrets: Document): readonly Problem[] => ["name", "variable"].flatMap((key) => repeatedIn(scalarsOf(secrets, key), key));

/** A variable's place may hold a secret by mistake, so what stands there is not told. */
const repeatedIn = (scalars: readonly Scalar[], key: string): readonly Problem[] =>
  scalars
    .filter(({ value }, index) => scalars.findIndex((other) => other.value === value) < index)
    .map(({ range }) => ({ offset: range?.[0] ?? 0, text: `${key}: is listed above already` }));

const scalarsOf = (secrets: Document, key: string): readonly Scalar[] => {
  const list = secrets.get("secrets");
  const items = isSeq(list) ? list.items : [];
  return items.flatMap((item) => {
    const value = isMap(item) ? item.get(key, true) : undefined;
    return isScalar(value) ? [value] : [];
  });
};

/** What a call of the Query protocol says: names and values of a form. */
export type Query = { readonly action: string; readonly one: (name: string) => string | undefined; readonly isTrue: (name: string) => boolean | undefined; readonly list: (name: string) => readonly string[] | undefined; readonly tags: () => Readonly<Record<string, string>> };

/** Reads a form. Lists are numbered from 1: `VpcSecurityGroupIds.VpcSecurityGroupId.1`. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html */
export function readQuery(body: string): Query {
  const form = new URLSearchParams(body);
  const one = (name: string): string | undefined => form.get(name) ?? undefined;
  const list = (name: string): readonly string[] | undefined => {
    const found: string[] = [];
    for (let at = 1; form.has(`${name}.${at}`); at += 1) found.push(form.get(`${name}.${at}`) ?? "");
    return found.length === 0 ? undefined : found;
  };
  const tags = (): Readonly<Record<string, string>> => {
    const found: [string, string][] = [];
    for (let at = 1; form.has(`Tags.Tag.${at}.Key`); at += 1) found.push([form.get(`Tags.Tag.${at}.Key`) ?? "", form.get(`Tags.Tag.${at}.Value`) ?? ""]);
    return Object.fromEntries(found);
  };
  const isTrue = (name: string): boolean | undefined => (form.has(name) ? form.get(name) === "true" : undefined);
  return { action: form.get("Action") ?? "", one, isTrue, list, tags };
}

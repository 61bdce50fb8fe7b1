/** What an answer of the Query protocol is made of: a list repeats its element, and what is undefined is left out. */
export type Xml = string | number | boolean | Date | undefined | readonly Xml[] | { readonly [name: string]: Xml };

/** One element with all that is in it. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function element(name: string, content: Xml): string {
  if (content === undefined) return "";
  if (isList(content)) return content.map((item) => element(name, item)).join("");
  return `<${name}>${inside(content)}</${name}>`;
}

function inside(content: Exclude<Xml, undefined | readonly Xml[]>): string {
  if (content instanceof Date) return content.toISOString();
  if (typeof content === "object") return Object.entries(content).map(([name, value]) => element(name, value)).join("");
  return String(content).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const isList = (content: Xml): content is readonly Xml[] => Array.isArray(content);

import { boxes, list, words, type Chapter, type Panel } from "../blocks.ts";

const LINES = 8;
const line = "____________________";

/** Where the company keeps no list of people yet: room for one, which is better than none. */
export const callingListToFill: Chapter = {
  title: "Whom to call",
  blocks: [
    words("No `contacts.yaml` lies in the company's project. Fill this in by hand, in the order of calling:"),
    { kind: "table", head: ["name", "mobile", "home", "deputy"], shares: [3, 3, 3, 3], rows: Array.from({ length: LINES }, () => [line, line, line, line]) },
  ],
};

export const firstCallsToFill: Panel = { title: "Call first", lines: Array.from({ length: 5 }, () => "________________________") };

/** Whose fault it is, in the order in which to look. */
export const triageInShort: Chapter = {
  title: "Whose fault is it?",
  blocks: [
    words("With the kit: `failover triage`. By hand, in this order; stop at the first that fits:"),
    boxes(
      "**Can you see at all?** Open two large sites of others, by name. If not, it is your own network: use a telephone.",
      "**Does the service answer from elsewhere?** Ask somebody in another town, on another provider. If it does for most: the internet between.",
      "**Does it answer at its origin**, past Cloudflare? If it does: Cloudflare or DNS.",
      "**Do its health page and log name a part?** Database, cache, search, files: that part.",
      "**Do errors begin with a release**, and is every part well? The code.",
      "**Do machines of several kinds not answer**, and does Amazon's console or API not either? Amazon.",
      "**None of these?** Write down what you see and call the next on the list: unknown is an answer, too.",
    ),
    list("Status pages are late and cautious: what they say is a hint, and that they are green is none.", "What could not be seen is unknown; it is not well."),
  ],
};

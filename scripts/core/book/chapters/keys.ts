import { list, plain, typed, words, type Block, type Chapter } from "../blocks.ts";
import type { BookFacts } from "../facts.ts";
import { storageAddress } from "../by-hand/by-hand.ts";

/** Where keys and copies are: places only, never a secret. */
export function keysAndCopies(facts: BookFacts): Chapter {
  const { settings } = facts.place;
  const { buckets } = settings.storage;
  const rows: (readonly [string, string])[] = [
    ["backups, encrypted", `\`gs://${buckets.exports}/${settings.service}/\``],
    ["customers' files", `\`gs://${buckets.objects}\``],
    ["journals of runs, receipts of backups", `\`gs://${buckets.journal}\``],
    ["Pulumi's state", `\`gs://${buckets.state}\``],
    ...(settings.secondStore === undefined ? [] : [["a copy outside both clouds, after a failover", `bucket \`${settings.secondStore.bucket}\` at \`${settings.secondStore.endpoint}\``] as const]),
  ];
  return {
    title: "Where keys and copies are",
    blocks: [
      { kind: "table", head: ["what", "where"], shares: [4, 8], rows },
      words(`All of it is read at \`${storageAddress(facts.place)}\`, with a login to Google's project \`${settings.google.project}\`.`),
      ...homes(facts),
      ...facts.publicKeys.map(({ file, text }) => typed(`\`${file}\`, a public key; type it off if no file is left:`, ...text.trim().split("\n"))),
    ],
  };
}

function homes({ secrets, place }: BookFacts): readonly Block[] {
  if (secrets.length === 0) {
    return [words(`The company keeps no list of its secrets' homes (\`secrets.yaml\`). These are needed on the day: the operations key (\`${place.settings.recovery.identity}\`), Pulumi's passphrase, Cloudflare's token, the database owner's password, and the application's own. Where to find them: ________________________________________`)];
  }
  return [
    {
      kind: "table",
      head: ["secret", "where it is at home", "what for"],
      shares: [3, 5, 4],
      rows: secrets.map(({ name, home, copies, for: purpose }) => [plain(name), plain([home, ...(copies ?? [])].map(({ kind, at }) => `${at} (${kind})`).join("; also ")), plain(purpose)]),
    },
    list("Nobody reads a secret aloud on the telephone, and nobody writes one into this book."),
  ];
}

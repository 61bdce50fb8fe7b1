import { coverEvent } from "../core/cover-event.ts";
import { Secret } from "../core/secret.ts";
import { lineByLine } from "../core/secret-shapes.ts";
import type { Files, JournalFile, ObjectStore, Operator } from "../ports.ts";
import type { RunView } from "../world.ts";
import type { SecretRegistry } from "./secret-registry.ts";

/** What a person reads, covered. */
export function coveredView(view: Operator & RunView, cover: (text: string) => string): Operator & RunView {
  const lines = new Map<string, (line: string) => string>();
  const lineOf = (step: string) => {
    const line = lines.get(step) ?? lineByLine(cover);
    lines.set(step, line);
    return line;
  };
  return {
    expect: (outlook) => view.expect(outlook),
    concluded: (outcome) => view.concluded(outcome),
    say: (line) => view.say(cover(line)),
    progress: (step, text) => view.progress(step, lineOf(step)(text)),
    began: (step, title, attempt) => view.began(step, cover(title), attempt),
    ended: (step, how, detail) => (detail === undefined ? view.ended(step, how) : view.ended(step, how, cover(detail))),
    close: () => view.close(),
  };
}

/** Every text of an event is covered before its entry is made, so that the chain holds over what is kept. */
export const coveredJournal = (journal: JournalFile, cover: (text: string) => string): JournalFile => ({
  ...journal,
  append: (event, epoch) => journal.append(coverEvent(event, cover), epoch),
});

/** A file holds a secret only if it was given as one; what is read from a private file is one from then on. */
export const coveredFiles = (files: Files, secrets: SecretRegistry): Files => ({
  read: async (path) => {
    const text = await files.read(path);
    if (text !== undefined && secrets.isPrivate(path)) secrets.learn({ values: [text], files: [] });
    return text;
  },
  list: (directory) => files.list(directory),
  write: async (path, text, mode) => {
    if (text instanceof Secret) secrets.learn({ values: [text.reveal()], files: [] });
    await files.write(path, text instanceof Secret ? text : secrets.coverData(text), mode);
  },
});

/** What goes into a bucket is signed or chained and cannot be covered; with a secret in it, it does not go. */
export const guardedObjects = (objects: ObjectStore, secrets: SecretRegistry): ObjectStore => ({
  ...objects,
  create: async (bucket, name, body) => {
    refuseSecrets(secrets, bucket, name, body);
    return objects.create(bucket, name, body);
  },
  replace: async (bucket, name, body, generation) => {
    refuseSecrets(secrets, bucket, name, body);
    return objects.replace(bucket, name, body, generation);
  },
});

function refuseSecrets(secrets: SecretRegistry, bucket: string, name: string, body: Uint8Array): void {
  if (secrets.holds(Buffer.from(body).toString())) throw new Error(`bug: '${name}' holds a secret and was not written to bucket ${bucket}`);
}

import type { Command } from "./command.ts";

const HOUR = 60 * 60;

const recipients = (files: readonly string[]): readonly string[] => files.flatMap((file) => ["--recipients-file", file]);

/** Encrypts one file to every recipient, each named by the file that holds its public key. */
export const encrypt = (o: { recipientFiles: readonly string[]; from: string; to: string }): Command => ({
  file: "age",
  args: ["--encrypt", ...recipients(o.recipientFiles), "--output", o.to, o.from],
  timeoutSeconds: 2 * HOUR,
});

/** Encrypts what it reads from standard input. */
export const encryptInput = (o: { recipientFiles: readonly string[]; to: string }): Command => ({
  file: "age",
  args: ["--encrypt", ...recipients(o.recipientFiles), "--output", o.to],
  // It runs as long as the dump that it reads.
  timeoutSeconds: 12 * HOUR,
});

/** Decrypts one file; fails when a single byte of it was changed. */
export const decrypt = (o: { identityFile: string; from: string; to: string }): Command => ({
  file: "age",
  args: ["--decrypt", "--identity", o.identityFile, "--output", o.to, o.from],
  timeoutSeconds: 2 * HOUR,
});

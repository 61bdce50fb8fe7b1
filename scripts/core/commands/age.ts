import type { Command } from "./command.ts";

const HOUR = 60 * 60;

/** Encrypts one file to every recipient, each named by the file that holds its public key. */
export const encrypt = (o: { recipientFiles: readonly string[]; from: string; to: string }): Command => ({
  file: "age",
  args: ["--encrypt", ...o.recipientFiles.flatMap((file) => ["--recipients-file", file]), "--output", o.to, o.from],
  timeoutSeconds: 2 * HOUR,
});

/** Decrypts one file; fails when a single byte of it was changed. */
export const decrypt = (o: { identityFile: string; from: string; to: string }): Command => ({
  file: "age",
  args: ["--decrypt", "--identity", o.identityFile, "--output", o.to, o.from],
  timeoutSeconds: 2 * HOUR,
});

import type { Secret } from "../secret.ts";

/** A mail server for submission; whoever answers must prove `serverName` (the host's, if undefined) with a certificate of `ca`, or of a public authority. */
export type MailServer = {
  readonly host: string;
  readonly port: number;
  readonly isImplicitTls: boolean;
  readonly user: string;
  readonly password: Secret;
  readonly ca: string | undefined;
  readonly serverName?: string;
  readonly connections: number;
};

/** A message bears its Message-ID here as well: some services give it another. https://docs.aws.amazon.com/ses/latest/dg/header-fields.html */
export const OWN_NAME = "X-Notice-Message";

export type Letter = { readonly messageId: string; readonly from: string; readonly to: string; readonly subject: string; readonly text: string; readonly html: string };

/** "bounced": this recipient, for good; "deferred": this recipient, for now; "refused": the message, perhaps whoever it is for; "unreachable": not sent, nor would another be just now; "stop": every other message would be refused alike; "unknown": it may have been taken. */
export type MailOutcome =
  | { readonly as: "accepted" }
  | { readonly as: "bounced" | "deferred" | "refused"; readonly code: string }
  | { readonly as: "unreachable" | "stop" | "unknown"; readonly because: string };

export interface Mail {
  /** Connects, signs in and takes leave; sends no message. */
  verify(): Promise<MailOutcome>;
  send(letter: Letter): Promise<MailOutcome>;
  close(): void;
}

/** A file that only grows. */
export interface SyncedLog {
  /** What whole lines stood in it when it was opened. */
  readonly before: string;
  /** On disk when it resolves. */
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

/** What became of a notice that a run sends. */
export type Told = { readonly told: true; readonly notice: string; readonly accepted: number; readonly bounced: number; readonly left: number } | { readonly told: false; readonly because: string };

/** Tells customers where a run stands; it never throws, and ends within its limit. `isFirst`: nobody has begun to tell them, here or elsewhere. */
export interface Notices {
  tell(about: { readonly projectDirectory: string; readonly run: string; readonly state: string; readonly isDrill: boolean; readonly isFirst: boolean }): Promise<Told>;
}

/** Somebody of the company. Numbers are E.164; `lastVerified` is the day on which somebody last heard that it is all true. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly email?: string | undefined;
  readonly mobile?: string | undefined;
  readonly home?: string | undefined;
  readonly work?: string | undefined;
  readonly timeZone: string;
  /** Whose turn it is when this one does not answer, by id. */
  readonly deputy?: string | undefined;
  readonly lastVerified?: string | undefined;
  readonly verifiedBy?: string | undefined;
};

/** People by their ids, in the order in which they are called. */
export type Team = { readonly id: string; readonly name: string; readonly members: readonly string[] };

/** Somebody outside the company who can help, and what they want to know first. */
export type Vendor = {
  readonly id: string;
  readonly name: string;
  readonly account?: string | undefined;
  readonly support: string;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly url?: string | undefined;
  readonly lastVerified?: string | undefined;
  readonly verifiedBy?: string | undefined;
};

/** What contacts.yaml says; `customers` names the file that lists the customers' designated contacts. */
export type Contacts = { readonly people: readonly Person[]; readonly teams: readonly Team[]; readonly vendors: readonly Vendor[]; readonly customers?: string | undefined };

/** Whom a customer wants to be told; `customer` is the customer's own id, `line` where it stands in its file. */
export type CustomerContact = {
  readonly id: string;
  readonly customer: string;
  readonly name: string;
  readonly email: string;
  readonly mobile?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly line: number;
};

/** The file beside failover.yaml, and the same encrypted. */
export const CONTACTS_FILE = "contacts.yaml";
export const SEALED = ".age";
/** Encrypted, read back, and not yet in its place: what a crash during 'contacts encrypt' may leave alone. */
export const SEALING = ".age.new";

/** A person's numbers in the order in which they are tried. */
export const numbersOf = ({ mobile, home, work }: Person): readonly { readonly kind: "mobile" | "home" | "work"; readonly number: string }[] =>
  ([["mobile", mobile], ["home", home], ["work", work]] as const).flatMap(([kind, number]) => (number === undefined ? [] : [{ kind, number }]));

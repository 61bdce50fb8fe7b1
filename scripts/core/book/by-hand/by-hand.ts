import { GOOGLE_STORAGE } from "../../google-storage.ts";
import { quoted } from "../../commands/quote.ts";
import type { Settings } from "../../settings.ts";
import type { Words } from "../blocks.ts";

/** Something to do, in words; or lines to type, and where. */
export type Instruction = { readonly say: Words } | { readonly at: Words; readonly type: readonly string[] };

/** How a person does one step of a run with no kit at all. */
export type ByHand = {
  readonly does: readonly Instruction[];
  /** What it looks like when it went well. */
  readonly good: Words;
  /** What to do when it does not. */
  readonly otherwise?: Words;
  /** How long it takes a person who has not done it before, waiting included. */
  readonly minutes: number;
};

/** What a mirror is made of, as the stack's own file says; what it does not say is shown as a gap to fill in. */
export type MirrorShape = {
  readonly image: string;
  readonly machineType: string;
  readonly databaseMachineType: string;
  readonly databaseGb: string;
  readonly appCount: number;
  readonly searchMachineType: string | undefined;
  readonly certificate: string | undefined;
  readonly sshPublicKey: string;
};

/** What the company's variables file says of its application. */
export type ApplicationShape = {
  /** Where its build lies. */
  readonly artifact: string;
  /** Its environment, as written there. */
  readonly environment: readonly (readonly [string, string])[];
};

/** What the instructions know of the company. */
export type Place = { readonly settings: Settings; readonly mirror: MirrorShape; readonly application: ApplicationShape };

export type Instructions = (place: Place) => ByHand;

export const say = (text: Words): Instruction => ({ say: text });
export const on = (at: Words, ...type: readonly string[]): Instruction => ({ at, type });

/** Where things are typed. */
export const here = "your own machine";
export const databaseMachine = "the database machine, as root (`sudo -i`)";
export const eachApp = "each application machine";

/** Where backups are read from. */
export const storageAddress = ({ settings }: Place): string => settings.storage.endpoint ?? GOOGLE_STORAGE;

/** The databases that a backup holds, as far as the settings say. */
export const databasesOf = ({ settings }: Place): readonly string[] => settings.export.source.databases ?? [settings.database.name];

/** Logging in to a machine whose address stands in a variable. */
export const ssh = ({ settings }: Place, address: string): string => `ssh -i ${quoted(settings.ssh.identityFile)} ${settings.ssh.user}@${address}`;

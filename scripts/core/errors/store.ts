import { Exit } from "../exit.ts";
import { quoted, type Advice, type Catalogue } from "./advice.ts";

/** Which store it was, and the line of failover.yaml that says where that is; Google's where none is named. */
type Which = { readonly endpoint: string; readonly setting?: string };

const nameOf = ({ endpoint, setting = "" }: Which): string => `the ${setting.startsWith("secondStore") ? "second" : "object"} store at ${endpoint}`;
const whereFrom = ({ setting = "storage.endpoint" }: Which): string => setting;

/** The object stores, when they do not behave. */
export const storeErrors = {
  STORE_REFUSED: (f: Which & { request: string; status: number; text: string }): Advice => ({
    what: `${nameOf(f)} answered ${f.status} to ${f.request}${f.text.trim() === "" ? "" : `: ${quoted(f.text)}`}`,
    why: "what should be there, or should be allowed, is not",
    next: `check the bucket's name, ${whereFrom(f)} and ${f.setting === undefined ? "this identity's rights" : "what its key may do"}, then type the same command again`,
    exit: Exit.failed,
  }),
  STORE_SILENT: (f: Which & { tried: number; reason: string; seconds?: number }): Advice => ({
    what: `${nameOf(f)} gave no answer${f.seconds === undefined ? "" : ` in ${f.seconds} s`}${f.tried === 1 ? "" : `, tried ${f.tried} times`}: ${quoted(f.reason)}`,
    why: "backups lie there and nowhere else",
    next: `check the network and ${whereFrom(f)}, then type the same command again`,
    exit: Exit.failed,
  }),
  STORE_NOT_SIGNED_IN: (f: { endpoint: string; reason: string }): Advice => ({
    what: `there is no valid credential for the object store at ${f.endpoint}: ${quoted(f.reason)}`,
    why: "it shows backups only to those it knows",
    next: "'gcloud auth application-default login', or set GOOGLE_OAUTH_ACCESS_TOKEN, then type the same command again",
    exit: Exit.failed,
  }),
  SECOND_STORE_NOT_SIGNED_IN: (f: { endpoint: string; reason: string }): Advice => ({
    what: `the second store at ${f.endpoint} does not know us: ${quoted(f.reason)}`,
    why: "it shows and takes backups only with a key that it knows",
    next: "set the variables that secondStore.accessKeyId and secondStore.secretAccessKey of failover.yaml name (secrets.yaml says where their values are kept), then type the same command again",
    exit: Exit.failed,
  }),
  NOT_THE_STORE: (f: Which & { said: string }): Advice => ({
    what: `something answered in the place of ${nameOf(f)}: ${quoted(f.said)}`,
    why: "a proxy, a firewall or the sign-in page of a network stands in its place, and nothing that it says is believed",
    next: `open ${f.endpoint} in a browser on this machine, check ${whereFrom(f)}, or go through another network; then type the same command again`,
    exit: Exit.failed,
  }),
  STORE_ELSEWHERE: (f: Which & { status: number; location: string }): Advice => ({
    what: `${nameOf(f)} answered ${f.status}: it sends us to ${f.location}`,
    why: "what we are is shown only to the store that the settings name, so nobody follows",
    next: `if the store has moved, or lies in another region, correct ${whereFrom(f)}; if not, something on the way answers in its place: go through another network`,
    exit: Exit.failed,
  }),
  STORE_CLOCK: (f: Which & { reason: string }): Advice => ({
    what: `the clock of this machine and that of ${nameOf(f)} differ by too much: ${quoted(f.reason)}`,
    why: "a request is signed with its time, and the store takes none that is more than some minutes off",
    next: "'timedatectl' shows whether this machine keeps time; once its clock is right, type the same command again",
    exit: Exit.failed,
  }),
} satisfies Catalogue;

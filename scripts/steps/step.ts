import type { Command } from "../core/commands/command.ts";
import type { FailoverError } from "../core/errors.ts";
import type { Json } from "../core/journal.ts";
import type { OnInterrupted } from "../core/next-moves.ts";
import type { Need, Settings } from "../core/settings.ts";
import type { Ports } from "../ports.ts";

/** What a step knows of its run besides the world: where things lie and what the company has set. */
export type Context = {
  readonly run: string;
  readonly attempt: number;
  readonly settings: Settings;
  /** The company's own directory: failover.yaml, Pulumi.yaml, keys. */
  readonly projectDirectory: string;
  /** This run's own directory: journal, inventory, variables, known hosts. */
  readonly runDirectory: string;
  /** The kit's playbooks. */
  readonly ansibleDirectory: string;
  /** The bundled kit, for hosts that run a part of it. */
  readonly bundle: string;
  /** The journalled output of an earlier step; a bug if that step has not finished. */
  readonly output: (step: string) => Json;
  /** What this step noted last, in this attempt or an earlier one; undefined if it never did. */
  readonly noted: () => Json | undefined;
  /** Writes down, where the next holder reads it, what must not be forgotten once this step has acted. */
  readonly note: (note: Json) => Promise<void>;
  /** Decisions the journal holds, such as approvals given beforehand. */
  readonly decided: (decision: string) => Json | undefined;
  /** What a person chose when the run was opened, such as what to restore; undefined where there is nothing to choose. */
  readonly given: Json | undefined;
};

/** One named piece of work. `check` asks the world, `run` changes it, `preview` says what `run` would do. */
export type Step = {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly onInterrupted: OnInterrupted;
  /** A person must say yes before it begins: this name in the declaration, or `failover approve <id>`. */
  readonly approval?: string;
  /** Once it is done customers are served in full: what runs beside or after it makes no outage longer. */
  readonly endsOutage?: true;
  /** Customers are served without it: when it fails, all that does not need it goes on. */
  readonly aside?: true;
  readonly preview: (context: Pick<Context, "settings" | "projectDirectory" | "runDirectory" | "ansibleDirectory" | "bundle" | "given">) => readonly Command[];
  /** The output, if the world is already as `run` would leave it; undefined if not; an error if it could not tell. */
  readonly check: (ports: Ports, context: Context) => Promise<Json | undefined>;
  readonly run: (ports: Ports, context: Context) => Promise<Json>;
  /** Puts on this machine again what later steps look for there, from the output of a step that may have run elsewhere. */
  readonly recall?: (ports: Ports, context: Context, output: Json) => Promise<void>;
};

/** What kinds of run there are: a name for the journal, and a graph of steps that the same engine drives. */
export type Pipeline = {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Files of the project that the plan rests on, besides failover.yaml, Pulumi.yaml and the application's variables; none that a run itself changes. */
  readonly covers: readonly string[];
  /** The settings from variables that no run of it can do without. */
  readonly needs: readonly Need[];
  /** In the plan, what stands for the choice that was made when the run was opened; it is a part of the digest. */
  readonly describe: (about: { readonly settings: Settings; readonly given: Json | undefined }) => readonly string[];
  /** What a run that came to its end did not bring about, from its steps' outputs; the command then fails, though nothing is left to do. */
  readonly fellShort?: (output: (step: string) => Json | undefined) => FailoverError | undefined;
};

import type { RdsAutomatedBackup, RdsEvent, RdsInstance, RdsSnapshot } from "../rds.ts";
import { deletedAt } from "./deletion.ts";
import type { RestoreSource } from "./given.ts";

/** All that the choices are made from: what AWS said, at a time by its own account, and what earlier runs took. */
export type Outlook = {
  readonly instance: RdsInstance;
  readonly snapshots: readonly RdsSnapshot[];
  /** Of an instance that AWS no longer knows: the automated backups kept of it, if any. Undefined of one that it knows. */
  readonly backups?: readonly RdsAutomatedBackup[];
  readonly events: readonly RdsEvent[];
  readonly at: Date;
  /** How long bringing an instance up took in earlier runs here; undefined before the first. */
  readonly earlierSeconds: number | undefined;
  readonly wanted: { readonly snapshot?: string | undefined; readonly at?: string | undefined };
};

/** One way back; `lossSeconds` is at most that, counted to now: what was written since the database broke cannot be more. */
export type Choice = {
  readonly title: string;
  readonly source: RestoreSource;
  readonly lossSeconds: number;
  readonly predictedSeconds: number;
};

export type Choices = {
  /** A Multi-AZ failover that AWS began and has not ended: to wait costs a minute or two and nothing else. */
  readonly underWay: { readonly since: string; readonly sinceSeconds: number } | undefined;
  readonly choices: readonly Choice[];
  /** What cannot be chosen, and why. */
  readonly passedOver: readonly string[];
};

const RECENT_SECONDS = 15 * 60;
/** Rules of thumb, until a run here has measured it: AWS makes an instance in some ten minutes, and replays an hour of changes in about one. */
const BASE_SECONDS = 10 * 60;
const REPLAY_SECONDS_AN_HOUR = 60;
const HOUR = 3600;

/** Up to where a point in time can be restored, and from where on; by its resource id, where the name leads to nothing any more. */
type Span = { readonly earliest: string | undefined; readonly latest: string; readonly resourceId?: string };

/** What can be done about a broken database, least loss first; of two that lose the same, the one that is sooner there. */
export function choicesFor(outlook: Outlook): Choices {
  const { snapshots, wanted } = outlook;
  const sound = snapshots.filter(isSound).toSorted((a, b) => timeOf(b) - timeOf(a));
  const spans = spansOf(outlook, sound);
  const [newest] = sound;
  const named = wanted.snapshot === undefined || wanted.snapshot === newest?.id ? undefined : snapshots.find(({ id }) => id === wanted.snapshot);
  const choices = [
    ...spans.map((span) => toTime(outlook, sound, span, { title: `the latest restorable time, ${span.latest}`, point: "latest", time: span.latest })),
    ...(wanted.at === undefined ? [] : asked(outlook, sound, spans, wanted.at)),
    ...(newest === undefined ? [] : [ofSnapshot(outlook, newest, "the newest sound snapshot")]),
    ...(named !== undefined && isSound(named) ? [ofSnapshot(outlook, named, "the snapshot you named")] : []),
  ];
  return {
    underWay: failoverUnderWay(outlook),
    choices: choices.toSorted((a, b) => a.lossSeconds - b.lossSeconds || a.predictedSeconds - b.predictedSeconds),
    passedOver: [
      ...(spans.length === 0 ? [noPointIn(outlook)] : []),
      ...objectionsTo(outlook, spans),
      ...snapshots.filter((snapshot) => !isSound(snapshot)).map(({ id, status }) => `the snapshot ${id}: it is ${status}`),
      ...(wanted.snapshot !== undefined && !snapshots.some(({ id }) => id === wanted.snapshot) ? [`the snapshot ${wanted.snapshot}: AWS knows none of this name for ${outlook.instance.identifier}`] : []),
    ],
  };
}

function spansOf({ instance, backups }: Outlook, sound: readonly RdsSnapshot[]): readonly Span[] {
  if (backups !== undefined) return backups.flatMap(({ earliest, latest, resourceId }) => (latest === undefined ? [] : [{ earliest, latest, resourceId }]));
  if (instance.latestRestorableTime === undefined) return [];
  // While it is being deleted its name may go at any moment; its resource id stays.
  const byId = instance.status === "deleting" ? { resourceId: instance.resourceId } : {};
  return [{ earliest: sound.at(-1)?.createdAt, latest: instance.latestRestorableTime, ...byId }];
}

const noPointIn = ({ instance: { identifier }, backups }: Outlook): string =>
  backups === undefined
    ? `a point in time: AWS tells none for ${identifier}, its automated backups are off`
    : `a point in time: AWS kept no automated backup of ${identifier} when it was deleted${backups.length === 0 ? "" : ` that can be restored (${backups.map(({ resourceId, status }) => `${resourceId} is ${status}`).join(", ")})`}`;

const isSound = ({ status, createdAt }: RdsSnapshot): boolean => status === "available" && createdAt !== undefined;
const timeOf = ({ createdAt = "" }: RdsSnapshot): number => Date.parse(createdAt);

/** How much is lost: counted to now, or to when it was deleted, after which nobody wrote to it. */
function lossSeconds({ at, events, backups }: Outlook, time: number): number {
  const end = backups === undefined ? undefined : deletedAt(events);
  return secondsBetween(time, end === undefined ? at.getTime() : Math.min(at.getTime(), Date.parse(end)));
}

const secondsBetween = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 1000));

function asked(outlook: Outlook, sound: readonly RdsSnapshot[], spans: readonly Span[], at: string): readonly Choice[] {
  return spans.filter((span) => whyNot(outlook, span, at) === undefined).map((span) => toTime(outlook, sound, span, { title: `the time you named, ${at}`, point: at, time: at }));
}

/** Why this time cannot be restored. */
function whyNot({ at: now }: Outlook, { earliest, latest }: Span, at: string): string | undefined {
  if (Date.parse(at) > now.getTime()) return "it has not come yet";
  if (Date.parse(at) > Date.parse(latest)) return `the latest restorable time is ${latest}`;
  return earliest !== undefined && Date.parse(at) < Date.parse(earliest) ? `nothing is kept from before ${earliest}` : undefined;
}

function objectionsTo(outlook: Outlook, spans: readonly Span[]): readonly string[] {
  const { at } = outlook.wanted;
  if (at === undefined) return [];
  if (spans.length === 0) return [`the time ${at}: AWS keeps no backups to go back to a time with`];
  const because = spans.map((span) => whyNot(outlook, span, at));
  return because.some((one) => one === undefined) ? [] : [`the time ${at}: ${[...new Set(because)].join("; ")}`];
}

type Point = { readonly title: string; readonly point: string; readonly time: string };

/** A point in time begins with the snapshot before it and replays what came after. */
function toTime(outlook: Outlook, sound: readonly RdsSnapshot[], { resourceId }: Span, { title, point, time }: Point): Choice {
  const to = Date.parse(time);
  const base = sound.find((snapshot) => timeOf(snapshot) <= to);
  const replayed = base === undefined ? 0 : (to - timeOf(base)) / 1000 / HOUR;
  const predictedSeconds = Math.round((outlook.earlierSeconds ?? BASE_SECONDS) + replayed * REPLAY_SECONDS_AN_HOUR);
  const source = resourceId === undefined ? { pointInTime: point } : { pointInTime: point, resourceId };
  return { title: outlook.backups === undefined ? title : `${title}, from the automated backup kept of ${resourceId ?? ""}`, source, lossSeconds: lossSeconds(outlook, to), predictedSeconds };
}

const ofSnapshot = (outlook: Outlook, snapshot: RdsSnapshot, title: string): Choice => ({
  title: `${title}, ${snapshot.id} of ${snapshot.createdAt ?? ""}`,
  source: { snapshot: snapshot.id },
  lossSeconds: lossSeconds(outlook, timeOf(snapshot)),
  predictedSeconds: Math.round(outlook.earlierSeconds ?? BASE_SECONDS),
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html: RDS-EVENT-0013 begins one, RDS-EVENT-0049 ends it. */
function failoverUnderWay({ events, at, instance }: Outlook): Choices["underWay"] {
  const last = (pattern: RegExp) => events.filter(({ message }) => pattern.test(message)).at(-1)?.at;
  const since = last(/Multi-AZ (?:instance )?failover started/i);
  const ended = last(/Multi-AZ (?:instance )?failover completed/i);
  if (!instance.multiAz || since === undefined || (ended !== undefined && Date.parse(ended) >= Date.parse(since))) return undefined;
  const sinceSeconds = secondsBetween(Date.parse(since), at.getTime());
  return sinceSeconds > RECENT_SECONDS ? undefined : { since, sinceSeconds };
}

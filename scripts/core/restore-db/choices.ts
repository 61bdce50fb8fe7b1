import type { RdsEvent, RdsInstance, RdsSnapshot } from "../rds.ts";
import type { RestoreSource } from "./given.ts";

/** All that the choices are made from: what AWS said, at a time by its own account, and what earlier runs took. */
export type Outlook = {
  readonly instance: RdsInstance;
  readonly snapshots: readonly RdsSnapshot[];
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

/** What can be done about a broken database, least loss first; of two that lose the same, the one that is sooner there. */
export function choicesFor(outlook: Outlook): Choices {
  const { instance, snapshots, wanted } = outlook;
  const sound = snapshots.filter(isSound).toSorted((a, b) => timeOf(b) - timeOf(a));
  const [newest] = sound;
  const named = wanted.snapshot === undefined || wanted.snapshot === newest?.id ? undefined : snapshots.find(({ id }) => id === wanted.snapshot);
  const choices = [
    ...latest(outlook, sound),
    ...(wanted.at === undefined ? [] : asked(outlook, sound, wanted.at)),
    ...(newest === undefined ? [] : [ofSnapshot(outlook, newest, "the newest sound snapshot")]),
    ...(named !== undefined && isSound(named) ? [ofSnapshot(outlook, named, "the snapshot you named")] : []),
  ];
  return {
    underWay: failoverUnderWay(outlook),
    choices: choices.toSorted((a, b) => a.lossSeconds - b.lossSeconds || a.predictedSeconds - b.predictedSeconds),
    passedOver: [
      ...(instance.latestRestorableTime === undefined ? [`a point in time: AWS tells none for ${instance.identifier}, its automated backups are off`] : []),
      ...objectionsTo(outlook, sound),
      ...snapshots.filter((snapshot) => !isSound(snapshot)).map(({ id, status }) => `the snapshot ${id}: it is ${status}`),
      ...(wanted.snapshot !== undefined && !snapshots.some(({ id }) => id === wanted.snapshot) ? [`the snapshot ${wanted.snapshot}: AWS knows none of this name for ${instance.identifier}`] : []),
    ],
  };
}

const isSound = ({ status, createdAt }: RdsSnapshot): boolean => status === "available" && createdAt !== undefined;
const timeOf = ({ createdAt = "" }: RdsSnapshot): number => Date.parse(createdAt);
const ageSeconds = (at: Date, time: number): number => Math.max(0, Math.round((at.getTime() - time) / 1000));

function latest(outlook: Outlook, sound: readonly RdsSnapshot[]): readonly Choice[] {
  const { latestRestorableTime } = outlook.instance;
  if (latestRestorableTime === undefined) return [];
  return [toTime(outlook, sound, { title: `the latest restorable time, ${latestRestorableTime}`, point: "latest", time: Date.parse(latestRestorableTime) })];
}

function asked(outlook: Outlook, sound: readonly RdsSnapshot[], at: string): readonly Choice[] {
  return whyNot(outlook, sound, at) === undefined ? [toTime(outlook, sound, { title: `the time you named, ${at}`, point: at, time: Date.parse(at) })] : [];
}

/** Why this time cannot be restored. */
function whyNot({ instance: { latestRestorableTime }, at: now }: Outlook, sound: readonly RdsSnapshot[], at: string): string | undefined {
  const oldest = sound.at(-1);
  if (Date.parse(at) > now.getTime()) return "it has not come yet";
  if (latestRestorableTime === undefined) return "AWS keeps no backups to go back to a time with";
  if (Date.parse(at) > Date.parse(latestRestorableTime)) return `the latest restorable time is ${latestRestorableTime}`;
  return oldest !== undefined && Date.parse(at) < timeOf(oldest) ? `nothing is kept from before ${oldest.createdAt ?? ""}` : undefined;
}

function objectionsTo(outlook: Outlook, sound: readonly RdsSnapshot[]): readonly string[] {
  const { at } = outlook.wanted;
  const because = at === undefined ? undefined : whyNot(outlook, sound, at);
  return because === undefined ? [] : [`the time ${at ?? ""}: ${because}`];
}

/** A point in time begins with the snapshot before it and replays what came after. */
function toTime(outlook: Outlook, sound: readonly RdsSnapshot[], { title, point, time }: { readonly title: string; readonly point: string; readonly time: number }): Choice {
  const base = sound.find((snapshot) => timeOf(snapshot) <= time);
  const replayed = base === undefined ? 0 : (time - timeOf(base)) / 1000 / HOUR;
  const predictedSeconds = Math.round((outlook.earlierSeconds ?? BASE_SECONDS) + replayed * REPLAY_SECONDS_AN_HOUR);
  return { title, source: { pointInTime: point }, lossSeconds: ageSeconds(outlook.at, time), predictedSeconds };
}

const ofSnapshot = ({ at, earlierSeconds }: Outlook, snapshot: RdsSnapshot, title: string): Choice => ({
  title: `${title}, ${snapshot.id} of ${snapshot.createdAt ?? ""}`,
  source: { snapshot: snapshot.id },
  lossSeconds: ageSeconds(at, timeOf(snapshot)),
  predictedSeconds: Math.round(earlierSeconds ?? BASE_SECONDS),
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html: RDS-EVENT-0013 begins one, RDS-EVENT-0049 ends it. */
function failoverUnderWay({ events, at, instance }: Outlook): Choices["underWay"] {
  const last = (pattern: RegExp) => events.filter(({ message }) => pattern.test(message)).at(-1)?.at;
  const since = last(/Multi-AZ (?:instance )?failover started/i);
  const ended = last(/Multi-AZ (?:instance )?failover completed/i);
  if (!instance.multiAz || since === undefined || (ended !== undefined && Date.parse(ended) >= Date.parse(since))) return undefined;
  const sinceSeconds = ageSeconds(at, Date.parse(since));
  return sinceSeconds > RECENT_SECONDS ? undefined : { since, sinceSeconds };
}

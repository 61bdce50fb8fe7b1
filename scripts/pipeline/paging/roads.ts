import type { Channel } from "../../core/paging/shared-fate.ts";
import { allInAws, channelsOf } from "../../core/paging/shared-fate.ts";
import { pagerDutyRequest, slackRequest, smsRequest, teamsRequest, type Message, type Request } from "../../core/paging/payloads.ts";
import { incidentsAddress, takenIn, type Taken } from "../../core/paging/pagerduty-incidents.ts";
import { escapeHtml } from "../../core/escape-html.ts";
import { FailoverError, isExpected } from "../../core/errors.ts";
import type { Mail } from "../../core/notices/mail.ts";
import { Secret } from "../../core/secret.ts";
import type { ChannelSettings, Webhook } from "../../core/channel-settings.ts";
import type { Caller, World } from "../../world.ts";
import { settingsFor, type Project } from "../project.ts";

const TIMEOUT_SECONDS = 10;
/** However long a webhook asks to be left alone, a page waits no longer for it. */
const LONGEST_REST_SECONDS = 60;

export type Sent = { readonly channel: string; readonly outcome: "sent" | "failed"; readonly because: string };
type Posted = Sent & { readonly status?: number; readonly retryAfterSeconds?: number | undefined };

/** By which roads people are reached, as the settings say. */
export type Roads = {
  readonly channels: readonly Channel[];
  /** Tells everybody who listens at the webhooks, or at those of these kinds. */
  readonly announce: (message: Message, kinds?: readonly string[]) => Promise<readonly Sent[]>;
  /** Tells PagerDuty, where it is used, that somebody took it on, or that it is over. */
  readonly follow: (action: "acknowledge" | "resolve", message: Pick<Message, "page" | "service" | "says">) => Promise<readonly Sent[]>;
  /** Whether somebody took a page on in PagerDuty; undefined where nothing may be read there. */
  readonly taken: ((page: string) => Promise<Taken>) | undefined;
  /** Undefined where no gateway is set. */
  readonly sms: ((to: string, text: string) => Promise<Sent>) | undefined;
  /** The same for a mail server. `id` is the same for the same message, so that one sent twice is known as one. */
  readonly mail: ((to: string, message: { readonly id: string; readonly subject: string; readonly text: string }) => Promise<Sent>) | undefined;
};

/** The project's channels; refused when all of them would fall silent with AWS. Undefined where there are none. */
export function openRoads(project: Project, { env, clock, caller, openMail }: Pick<World, "env"> & { readonly clock: Pick<World["clock"], "elapsed">; readonly caller: Caller; readonly openMail?: OpenMail }): Roads | undefined {
  const { channels: settings } = project.written;
  if (settings === undefined) return undefined;
  settingsFor(project, { env }, ["channels.webhooks.url", "channels.webhooks.key", "channels.webhooks.token", "channels.sms.token"]);
  const valueOf = (variable: string | undefined): string => env[(variable ?? "").slice(1)] ?? "";
  const channels = channelsOf(settings, valueOf);
  if (channels.length === 0) return undefined;
  if (allInAws(channels)) throw new FailoverError("CHANNELS_ONLY_IN_AWS", { channels: channels.map(({ name }) => name) });
  const post = async (channel: string, url: string | Secret, { headers, body }: Request, token?: Secret): Promise<Posted> => {
    const authorized = token === undefined ? headers : { ...headers, authorization: new Secret(`Bearer ${token.reveal()}`) };
    const answer = await caller.call({ method: "POST", url, headers: authorized, body: new Secret(body), timeoutSeconds: TIMEOUT_SECONDS });
    if ("failed" in answer) return { channel, outcome: "failed", because: answer.failed };
    const { status, retryAfterSeconds } = answer;
    return { channel, outcome: status >= 200 && status < 300 ? "sent" : "failed", because: `answered ${status}`, status, retryAfterSeconds };
  };
  const tell = ({ kind, url, key, endpoint }: Webhook, message: Message): Promise<Posted> => {
    if (kind === "pagerduty") return post(kind, endpoint, pagerDutyRequest("trigger", message, valueOf(key)));
    return post(kind, new Secret(valueOf(url)), kind === "slack" ? slackRequest(message) : teamsRequest(message));
  };
  const webhook = rested(tell, clock);
  return {
    channels,
    announce: (message, kinds) => Promise.all(settings.webhooks.filter(({ kind }) => kinds?.includes(kind) ?? true).map((one) => webhook(one, message))),
    follow: (action, message) =>
      Promise.all(settings.webhooks.filter(({ kind }) => kind === "pagerduty").map(({ kind, key, endpoint }) => post(kind, endpoint, pagerDutyRequest(action, message, valueOf(key))))),
    taken: takenRoad(settings, caller, valueOf),
    sms: smsRoad(settings, post, valueOf),
    mail: settings.smtp === undefined || openMail === undefined ? undefined : mailRoad(openMail),
  };
}

/** The same, leaving a webhook alone for as long as it asked while it was overloaded. */
function rested(tell: (webhook: Webhook, message: Message) => Promise<Posted>, { elapsed }: Pick<World["clock"], "elapsed">): (webhook: Webhook, message: Message) => Promise<Sent> {
  const resting = new Map<Webhook, { readonly until: number; readonly because: string }>();
  return async (webhook, message) => {
    const rest = resting.get(webhook);
    const left = (rest?.until ?? 0) - elapsed();
    if (rest !== undefined && left > 0) return { channel: webhook.kind, outcome: "failed", because: `${rest.because}, and asks to be left alone for ${Math.ceil(left)} s more` };
    const { channel, outcome, because, status, retryAfterSeconds } = await tell(webhook, message);
    if ((status === 429 || status === 503) && retryAfterSeconds !== undefined) resting.set(webhook, { until: elapsed() + Math.min(retryAfterSeconds, LONGEST_REST_SECONDS), because });
    return { channel, outcome, because };
  };
}

/** Asks every PagerDuty that may be read: one who took it on is enough, and where one cannot tell, nobody knows. */
function takenRoad({ webhooks }: ChannelSettings, caller: Caller, valueOf: (variable: string) => string): Roads["taken"] {
  const readable = webhooks.flatMap(({ kind, token, api }) => (kind === "pagerduty" && token !== undefined ? [{ api, token: new Secret(`Token token=${valueOf(token)}`) }] : []));
  if (readable.length === 0) return undefined;
  return async (page) => {
    const ask = ({ api, token }: (typeof readable)[number]) => caller.call({ method: "GET", url: incidentsAddress(api, page), headers: { accept: "application/vnd.pagerduty+json;version=2", authorization: token }, timeoutSeconds: TIMEOUT_SECONDS });
    const answers = (await Promise.all(readable.map(ask))).map((answer) => takenIn(answer, page));
    return answers.find((one) => typeof one === "object" && "by" in one) ?? answers.find((one) => one !== "by nobody") ?? "by nobody";
  };
}

type OpenMail = () => Promise<{ readonly mail: Mail; readonly from: string }>;

/** A message each time over a connection of its own: pages are few, and hours apart. One that may have been taken counts as failed: somebody else is woken, too. */
const mailRoad = (open: OpenMail): NonNullable<Roads["mail"]> => async (to, { id, subject, text }) => {
  const failed = (because: string): Sent => ({ channel: "mail", outcome: "failed", because });
  try {
    const { mail, from } = await open();
    try {
      const outcome = await mail.send({ messageId: `<${id}@${from.split("@").at(-1) ?? "localhost"}>`, from, to, subject, text, html: `<p>${escapeHtml(text)}</p>` });
      if (outcome.as === "accepted") return { channel: "mail", outcome: "sent", because: "the mail server took it" };
      return failed("code" in outcome ? `the mail server answered ${outcome.code}` : outcome.because);
    } finally {
      mail.close();
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
    return failed(error.advice.what);
  }
};

type Post = (channel: string, url: string, request: Request, token?: Secret) => Promise<Sent>;

function smsRoad({ sms }: ChannelSettings, post: Post, valueOf: (variable: string) => string): Roads["sms"] {
  if (sms === undefined) return undefined;
  const token = sms.token === undefined ? undefined : new Secret(valueOf(sms.token));
  return (to, text) => post("sms", sms.url, smsRequest(sms, { to, text }), token);
}

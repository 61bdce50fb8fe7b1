import { escapeHtml } from "../escape-html.ts";

/** What is sent: `page` ties what follows to what came before. */
export type Message = { readonly page: string; readonly service: string; readonly says: string; readonly acknowledge: string };

export type Request = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

const json = (body: unknown): Request => ({ headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const SUMMARY_CHARACTERS = 1024;

/** Slack's incoming webhook: a text, escaped as its markup wants. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slackRequest = ({ service, says, acknowledge }: Message): Request => {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return json({ text: `*${escaped(service)}*: ${escaped(says)}\nTo acknowledge: \`${escaped(acknowledge)}\`` });
};

/** A Teams workflow that posts what its webhook receives takes an adaptive card. https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
export const teamsRequest = ({ service, says, acknowledge }: Message): Request =>
  json({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.2",
          body: [
            { type: "TextBlock", size: "Medium", weight: "Bolder", text: service, wrap: true },
            { type: "TextBlock", text: says, wrap: true },
            { type: "TextBlock", text: `To acknowledge: ${acknowledge}`, wrap: true, isSubtle: true },
          ],
        },
      },
    ],
  });

/** PagerDuty's Events API v2: one incident for each page, by its key. https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
export const pagerDutyRequest = (action: "trigger" | "acknowledge" | "resolve", { page, service, says }: Pick<Message, "page" | "service" | "says">, routingKey: string): Request =>
  json({
    routing_key: routingKey,
    event_action: action,
    dedup_key: page,
    ...(action === "trigger" ? { payload: { summary: `${service}: ${says}`.slice(0, SUMMARY_CHARACTERS), source: service, severity: "critical" } } : {}),
  });

/** An SMS gateway's own request: `{to}` and `{text}` in the template, put in as its kind of body wants. */
export function smsRequest({ contentType, body }: { readonly contentType: string; readonly body: string }, { to, text }: { readonly to: string; readonly text: string }): Request {
  const put = escapedFor(contentType);
  return { headers: { "content-type": contentType }, body: body.replaceAll("{to}", () => put(to)).replaceAll("{text}", () => put(text)) };
}

function escapedFor(contentType: string): (value: string) => string {
  if (contentType.includes("json")) return (value) => JSON.stringify(value).slice(1, -1);
  if (contentType.includes("urlencoded")) return encodeURIComponent;
  return contentType.includes("xml") ? escapeHtml : (value) => value;
}

import type { Notice } from "./notice.ts";
import { escapeHtml } from "../escape-html.ts";
import { timeText } from "./values.ts";

/** `status.json` beside the page: the same for programs. */
export type PublicStatus = {
  readonly schema: "failover-kit/public-status/1";
  readonly service: string;
  readonly state: string;
  readonly isDrill: boolean;
  readonly updatedAt: string;
  readonly nextUpdateDue: string | null;
  readonly updates: readonly { readonly at: string; readonly state: string; readonly subject: string; readonly text: string }[];
};

/** What customers were told, the newest first. A drill's page tells of drills alone. */
export function publicStatus(service: string, notices: readonly Notice[]): PublicStatus | undefined {
  const newest = notices.filter(({ audience }) => audience === "customers").toSorted((a, b) => b.at.localeCompare(a.at));
  const [last] = newest;
  if (last === undefined) return undefined;
  const updates = newest.filter(({ isDrill }) => isDrill === last.isDrill).map(({ at, state, subject, text }) => ({ at, state, subject, text }));
  return { schema: "failover-kit/public-status/1", service, state: last.state, isDrill: last.isDrill, updatedAt: last.at, nextUpdateDue: last.nextUpdateDue, updates };
}

const style = `:root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.6rem}.state{border:2px solid;border-radius:.5rem;padding:.6rem 1rem;font-weight:600}article{border-top:1px solid;margin-top:1.5rem;padding-top:.5rem}time{opacity:.75}h2{font-size:1.1rem;margin:.3rem 0}p{white-space:pre-line}`;

/** The page a customer reads: no script, nothing from elsewhere, light or dark as they like it. */
export function statusPage({ service, state, isDrill, updatedAt, nextUpdateDue, updates }: PublicStatus): string {
  const when = (at: string): string => `<time datetime="${escapeHtml(at)}">${escapeHtml(timeText(new Date(at)))}</time>`;
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(service)}: ${escapeHtml(stateText(state))}</title><style>${style}</style></head><body><main>`,
    `<h1>${escapeHtml(service)}</h1>`,
    ...(isDrill ? ["<p><strong>[DRILL] This is an exercise. Nothing has happened.</strong></p>"] : []),
    `<p class="state" role="status">${escapeHtml(stateText(state))}</p>`,
    `<p>Updated ${when(updatedAt)}.${nextUpdateDue === null ? "" : ` The next update is due ${when(nextUpdateDue)}.`}</p>`,
    ...updates.map(({ at, subject, text }) => `<article>${when(at)}<h2>${escapeHtml(subject)}</h2><p>${escapeHtml(text.trim())}</p></article>`),
    "</main></body></html>",
    "",
  ].join("\n");
}

const stateText = (state: string): string => `${state.charAt(0).toUpperCase()}${state.slice(1).replaceAll("-", " ")}`;

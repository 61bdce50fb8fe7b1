import type { ChannelSettings, Webhook } from "../channel-settings.ts";

/** Where these services run, as far as is publicly known; `hostedOn` in the settings says otherwise. */
const usualHome: Readonly<Record<Webhook["kind"], string>> = { slack: "aws", pagerduty: "aws", teams: "azure" };

export type Channel = { readonly name: string; readonly isInAws: boolean };

const hostInAws = (url: string | undefined): boolean => {
  try {
    const { hostname } = new URL(url ?? "");
    return ["amazonaws.com", "amazonaws.com.cn", "on.aws"].some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  } catch {
    return false;
  }
};

/** Every channel, and whether it shares AWS's fate: by where its host is, by what the settings say, or by where such services are known to run. */
export function channelsOf({ webhooks, sms, smtp }: ChannelSettings, urlOf: (variable: string) => string | undefined): readonly Channel[] {
  const isInAws = (hostedOn: string, url: string | undefined) => hostedOn.toLowerCase() === "aws" || hostInAws(url);
  return [
    ...webhooks.map(({ kind, url, endpoint, hostedOn }) => ({ name: kind, isInAws: isInAws(hostedOn ?? usualHome[kind], kind === "pagerduty" ? endpoint : urlOf(url ?? "")) })),
    ...(sms === undefined ? [] : [{ name: "sms", isInAws: isInAws(sms.hostedOn ?? "", sms.url) }]),
    ...(smtp === undefined ? [] : [{ name: "mail", isInAws: hostInAws(`smtp://${smtp.host}`) }]),
  ];
}

/** Whether all of them would fall silent with AWS. */
export const allInAws = (channels: readonly Channel[]): boolean => channels.length > 0 && channels.every(({ isInAws }) => isInAws);

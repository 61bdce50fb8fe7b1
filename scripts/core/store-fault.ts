import { z } from "zod";
import { fitted } from "./one-line.ts";
import { jsonIn } from "./json-in.ts";

/** What the body of an answer is: a store's own words, or the page of something that stands in its place. */
export type Fault = { readonly as: "words"; readonly text: string } | { readonly as: "page"; readonly title: string };

const MOST_COLUMNS = 300;

/** https://docs.cloud.google.com/storage/docs/json_api/v1/status-codes */
const json = z.object({ error: z.object({ message: z.string() }) });

/** The XML of S3 and of Google's front ends: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function xmlIn(text: string): string | undefined {
  const inside = (name: string): string => unescaped(new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? "");
  const [code, message, details] = [inside("Code"), inside("Message"), inside("Details")];
  if (code === "" && message === "") return undefined;
  return [code === message ? "" : code, [message, details].filter((part) => part !== "").join(" ")].filter((part) => part !== "").join(": ");
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'", amp: "&" };
const unescaped = (text: string): string => text.replaceAll(/&(lt|gt|quot|apos|#39|amp);/g, (_, name: string) => named[name] ?? "");

/** Whether a body, or how it is called, is a web page: no store answers with one. */
export const isPage = (text: string, type = ""): boolean => /^\s*(<!doctype html|<html)/i.test(text) || /^text\/html\b/i.test(type);

/** What a web page is called, or else what stands on it. */
export function titleOf(page: string): string {
  const [, title = ""] = /<title[^>]*>([^<]*)<\/title>/i.exec(page) ?? [];
  return oneLine(title.trim() === "" ? page.replaceAll(/<(script|style)[^]*?<\/\1>/gi, " ").replaceAll(/<[^>]*>/g, " ") : title, 80);
}

const oneLine = (text: string, columns: number): string => fitted(unescaped(text).trim().replaceAll(/\s+/g, " "), columns);

/** What an answer that is no success says, in words on one line. */
export function faultIn(body: string, type?: string): Fault {
  if (isPage(body, type)) return { as: "page", title: titleOf(body) };
  const told = json.safeParse(jsonIn(body)).data?.error.message ?? xmlIn(body) ?? body;
  return { as: "words", text: oneLine(told, MOST_COLUMNS) };
}

/** How long a server asks to be left alone, by its Retry-After: seconds, or a time by its own clock. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
export function retryAfterSeconds(value: string | undefined, date: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value);
  const seconds = (Date.parse(value) - Date.parse(date ?? "")) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

import { z } from "zod";
import { several } from "../several.ts";

/** What a template may be given. */
export const valueTypes = ["text", "time", "duration", "url", "count"] as const;
export type ValueType = (typeof valueTypes)[number];

const HOUR_MINUTES = 60;
const COUNT = /^\d{1,12}$/;
const DURATION = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?$/;

/** What is wrong with a value, or how it reads in a message: a value is one line, and never a piece of the template. */
export function shownValue(type: ValueType, value: string): { readonly shown: string } | { readonly wrong: string } {
  if (value.trim() === "" || /[\p{Cc}\u2028\u2029]/u.test(value)) return { wrong: "must be one line, and not empty" };
  switch (type) {
    case "text":
      return { shown: value };
    case "url":
      return z.url({ protocol: /^https$/ }).safeParse(value).success ? { shown: value } : { wrong: "must be an address like https://status.example.com" };
    case "count":
      return COUNT.test(value) ? { shown: Number(value).toLocaleString("en-GB") } : { wrong: "must be a whole number" };
    case "time":
      return z.iso.datetime({ offset: true }).safeParse(value).success ? { shown: timeText(new Date(value)) } : { wrong: "must be a time like 2026-11-26T01:10:00Z" };
    case "duration": {
      const [, hours = "0", minutes = "0"] = DURATION.exec(value) ?? [];
      return DURATION.test(value) ? { shown: durationText(Number(hours) * HOUR_MINUTES + Number(minutes)) } : { wrong: "must be a time span like 90m or 2h30m" };
    }
    default:
      return type satisfies never;
  }
}

/** A moment as everybody reads it, wherever they are. */
export const timeText = (at: Date): string =>
  `${at.toISOString().slice(11, 16)} UTC on ${new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }).format(at)}`;

function durationText(minutes: number): string {
  const parts = [[Math.floor(minutes / HOUR_MINUTES), "hour"], [minutes % HOUR_MINUTES, "minute"]] as const;
  const said = parts.flatMap(([count, unit]) => (count === 0 ? [] : [several(count, unit)]));
  return said.length === 0 ? "less than a minute" : said.join(" ");
}

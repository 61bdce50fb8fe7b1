import type { Event, Json } from "./journal.ts";

/** Words of the kit's own, which a replay goes by. Everything else in an event comes from outside. */
const own = new Set(["type", "run", "pipeline", "planDigest", "step", "decision", "code", "outcome"]);

/** The event as it may be kept: every text in it, however deep, goes through `cover`. */
export function coverEvent(event: Event, cover: (text: string) => string): Event {
  const entries = Object.entries(event).map(([name, value]: [string, Json]) => [name, own.has(name) ? value : coverJson(value, cover)]);
  // The same kind of event: only texts changed.
  return Object.fromEntries(entries) as Event;
}

/** Every text in a value, and every key, covered. */
export function coverJson(value: Json, cover: (text: string) => string): Json {
  if (typeof value === "string") return cover(value);
  if (typeof value === "number") return cover(String(value)) === String(value) ? value : cover(String(value));
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Array) return value.map((item: Json) => coverJson(item, cover));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cover(name), coverJson(inner, cover)]));
}

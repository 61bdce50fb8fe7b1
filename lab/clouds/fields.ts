import type { Fields } from "./handler.ts";

/** A text property, or the fallback when it is absent or not text. */
export function text(fields: Fields, name: string, fallback = ""): string {
  const value = fields[name];
  return typeof value === "string" ? value : fallback;
}

/** A number property, or the fallback when it is absent or not a number. */
export function number(fields: Fields, name: string, fallback: number): number {
  const value = fields[name];
  return typeof value === "number" ? value : fallback;
}

/** A list property's records; empty when it is absent. */
export function records(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** A list property's texts; empty when it is absent. */
export function texts(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A nested record; empty when it is absent. */
export function record(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : {};
}

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
